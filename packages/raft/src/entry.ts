import { ENTRY_OVERHEAD_BYTES } from "./limits.js";

/**
 * - `empty` opens a leader's term of office (§8 of the paper: a leader commits a no-op at the start of its term).
 * - `command` is the state machine's business; this package never looks inside.
 * - `configuration` holds an encoded {@link Configuration}.
 */
export type EntryKind = "empty" | "command" | "configuration";

export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly kind: EntryKind;
  /** The very array that was proposed: it is never copied. */
  readonly payload: Uint8Array;
}

/** First index of an unbroken run of entries of one term. */
export interface TermRun {
  readonly first: number;
  readonly term: number;
}

/** What an entry counts for in every bound that is given in bytes. */
export function entryBytes(entry: Entry): number {
  return ENTRY_OVERHEAD_BYTES + entry.payload.length;
}
