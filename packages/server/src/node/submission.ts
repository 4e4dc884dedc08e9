import type { ErrorName, Id } from "@keyval/api";

/** What a command came to: what the state machine says of it, or why it has not been, or may not have been, done. */
export type Submitted =
  { readonly error: undefined; readonly result: unknown } | { readonly error: ErrorName; readonly result?: undefined };

/** Called once. */
export type SubmitDone = (outcome: Submitted) => void;

/** What the member that leads says to a command that was sent to it. */
export type ForwardAnswer =
  /** It was applied there; here it will be. */
  | "applied"
  /** It has no effect, and may be sent again. */
  | "refused"
  /** The leader has too much to do. */
  | "busy"
  /** Nobody can say. */
  | "unknown";

/** The way to the member that leads. */
export interface Forwarder {
  /** Calls back once, never inside the call: after so many milliseconds at the latest. */
  forward(member: string, entry: Uint8Array, milliseconds: number, done: (answer: ForwardAnswer) => void): void;
  /** Renews a lease: calls back with the seconds granted, 0 without such a lease, undefined if nobody can say. */
  renew(member: string, id: Id, milliseconds: number, done: (ttl: number | undefined) => void): void;
}
