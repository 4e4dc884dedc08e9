import type { EntryRange, GroupId, GroupWrite, LogDone } from "../log.js";
import type { EncodedWrite } from "./batch-encoder.js";
import type { Move } from "./relocation.js";

/** A rough size of a group's records beside its entries, enough to bound a batch. */
const WRITE_BYTES = 128;
const ENTRY_BYTES = 16;

/** What waits to be written, in order. */
export type Item = Append | Release;

export interface Append {
  readonly kind: "append";
  readonly batch: readonly GroupWrite[];
  readonly done: LogDone;
  /** About what it takes in a batch. */
  readonly bytes: number;
}

export interface Release {
  readonly kind: "release";
  readonly group: GroupId;
  readonly index: number;
}

/** What is written in a batch. */
export type Encoded = EncodedWrite | Release | EncodedMove;

export interface EncodedMove {
  readonly kind: "move";
  readonly move: Move;
  readonly record: number;
  readonly recordBytes: number;
}

export function writeBytes({ entries }: GroupWrite): number {
  return entries.reduce((sum, { payload }) => sum + ENTRY_BYTES + payload.length, WRITE_BYTES);
}

export function moveBytes({ entries }: Move): number {
  return entries.reduce((sum, { payload }) => sum + ENTRY_BYTES + payload.length, 0);
}

export function concerns(write: GroupWrite, { group, last }: EntryRange): boolean {
  if (write.group !== group) return false;
  return write.snapshot !== undefined || (write.entries[0]?.index ?? Infinity) <= last;
}
