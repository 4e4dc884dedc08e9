import type { KeyValue } from "@keyval/api";
import type { KeyEvent } from "../keyspace/key-event.js";

/**
 * What the keyspace can tell of the past. No callback comes inside the call that asked for it, and none once the state is
 * closed: whoever closed it lets another take its place, or ends the streams.
 */
export interface History {
  /** What is older can not be read any more; events at it still can. -1 as long as nothing was compacted. */
  readonly compactRevision: number;
  read(query: HistoryQuery, done: (outcome: HistorySlice | HistoryGap) => void): void;
  /** The version that the event replaced or deleted; undefined if it is not kept any more. */
  previous(event: KeyEvent, done: (previous: KeyValue | HistoryGap | undefined) => void): void;
}

export interface HistoryQuery {
  /** All revisions from one to the other, both included. */
  readonly from: number;
  readonly to: number;
  /** About how much to read at once. At least one revision is read, and none in part. */
  readonly bytes: number;
  /** Whether somebody wants the events of this key: all others are left out, and their values not read. */
  readonly wants: (key: Uint8Array) => boolean;
}

export interface HistorySlice {
  /** With their values, in the order of (mod, sub). */
  readonly events: readonly KeyEvent[];
  /** What was asked for is in here up to, and not including, this revision; greater than `from`. */
  readonly next: number;
}

/** Some of it was compacted before it could be read, or can not be read at all. */
export interface HistoryGap {
  readonly gap: "compacted" | "unreadable";
}
