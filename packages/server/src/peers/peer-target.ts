import type { Channel, RpcError } from "@keyval/grpc";
import type { Hello } from "../node/index.js";

/** What the lanes to one member share. */
export interface PeerTarget {
  readonly own: Hello;
  readonly member: string;
  /** A connection of its own to the member's advertised URLs. */
  channel(): Channel;
  /** Says whether the member that answered is the right one; a sentence if it is not. */
  admit(hello: Hello, done: (problem: string | undefined) => void): void;
  /** Whether the other side has answered, and does not want to talk. */
  isRefusal(error: RpcError): boolean;
  /** After the pause before the next attempt, which is longer after a refusal. */
  later(wasRefused: boolean, run: () => void): void;
}

export interface StreamEvents {
  opened(): void;
  lost(why: string): void;
  refused(why: string): void;
}
