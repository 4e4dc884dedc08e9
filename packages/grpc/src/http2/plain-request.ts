import type { CallPeer } from "../server/call.js";

/** An ordinary request, by whatever version of HTTP it came, once it is complete. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  /** The first value of that name, which is in lower case. */
  header(name: string): string | undefined;
  /** Its bytes are the handler's. */
  readonly body: Uint8Array;
  readonly peer: CallPeer;
}

/** The answer to it. What is sent after the other side has gone is ignored. */
export interface PlainReply {
  /** Once, and first. Names in lower case. */
  begin(status: number, fields: readonly (readonly [name: string, value: string])[]): void;
  /** Bytes must not change afterwards. False: wait for `onDrain`. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  onDrain: () => void;
  /** The other side has gone before the end. */
  onGone: () => void;
}

export type PlainHandler = (request: PlainRequest, reply: PlainReply) => void;
