import type { Channel, RpcError } from "@keyval/grpc";
import type { Hello } from "../node/index.js";
import type { Lane } from "./peer-protocol.js";

/** What the lanes to one member share. */
export interface PeerTarget {
  readonly own: Hello;
  /** Where this member is reached. */
  readonly ownAddresses: readonly string[];
  readonly member: string;
  /** A connection of its own to the member's advertised URLs. */
  channel(lane: Lane): Channel;
  /** Says whether the member that answered is the right one; a sentence if it is not. */
  admit(hello: Hello, done: (problem: string | undefined) => void): void;
  /** Whether the other side has answered, and does not want to talk: for now, or because this member was removed. */
  verdictOf(error: RpcError): Verdict | undefined;
  /** After the pause before the next attempt, which is longer after a refusal. */
  later(wasRefused: boolean, run: () => void): void;
}

export type Verdict = "refused" | "removed";

export interface StreamEvents {
  opened(): void;
  lost(why: string): void;
  /** An attempt has failed; there will be others. */
  unreachable(why: string): void;
  refused(why: string): void;
  removed(): void;
}
