import type { Answer } from "../script.js";

/**
 * Where a record is: a whole number below 2^53, cheap to keep for millions of keys. Good for this opening of the engine,
 * until `moved` tells of a new one. What is in it is the engine's business.
 */
export type Place = number;

/** What an engine knows of a record without its value. `key` may be a view that is good only while it is shown. */
export interface RecordKey {
  readonly key: Uint8Array;
  /** Says that the key is gone; such a record has an empty value. */
  readonly isTombstone: boolean;
  /** What the owner's clock showed when the record was appended. */
  readonly timestamp: number;
}

export interface EngineRecord extends RecordKey {
  readonly value: Uint8Array;
}

/** What becomes durable in one step with all that was appended before. */
export interface Checkpoint {
  /** Up to where the owner's log is in the records. */
  readonly applied: number;
  /** Whatever else the owner has to know, up to 16 MiB: it is written anew with every checkpoint. */
  readonly state: Uint8Array;
}

/** Who knows which records are still needed. */
export interface EngineOwner {
  /** Whether the record at this place is needed. The key is good only during the call. */
  isLive(key: Uint8Array, place: Place): boolean;
  /** The record is now at another place, and the owner has to note that before the call ends. */
  moved(key: Uint8Array, from: Place, to: Place): void;
}

/** In bytes of the engine's own files; what is live is estimated from the number of records. */
export interface Space {
  readonly liveBytes: number;
  readonly totalBytes: number;
}

/** A file of a pinned checkpoint: these bytes never change. */
export interface PinnedFile {
  /** The same name on any member means the same bytes, up to the shorter size. */
  readonly id: string;
  readonly size: number;
  /** CRC-32 of the bytes. */
  readonly checksum: number;
  read(position: number, target: Uint8Array, done: EngineDone<number>): void;
}

/** A checkpoint that stays readable, whatever is appended or reclaimed meanwhile, until it is released. */
export interface Pinned extends Checkpoint {
  /** In the order of append. */
  readonly files: readonly PinnedFile[];
  release(): void;
}

export type EngineDone<T = void> = (outcome: EngineOutcome<T>) => void;

/** A failing disk is a `DiskError`, what can not be read an `EngineDamage` or `EngineForeign`, a later call an `EngineStopped`. */
export type EngineOutcome<T> = Answer<T>;

/**
 * Keeps records in the order in which they were appended, for an owner that knows by an index of its own which of them
 * it needs. The records are as durable as the last checkpoint: whoever opens the engine finds exactly what was appended
 * before it, and its applied index. All later records are the owner's log's to bring again.
 *
 * Callbacks never come inside the call that asked for them. `scan`s come first, so that the owner can build its index;
 * it discards what it does not need while it does.
 */
export interface Engine {
  /** What the last durable checkpoint said; applied index 0 and no state if there was none. */
  readonly checkpointed: Checkpoint;
  /** How much waits in memory to be written. An owner that sees it grow waits for `flush`. */
  readonly unwrittenBytes: number;
  readonly space: Space;

  /** Takes a copy of the record; without a value it is a tombstone. It can be read at once. */
  append(key: Uint8Array, value: Uint8Array | undefined): Place;
  /** The record at once. */
  readNow(place: Place): EngineOutcome<EngineRecord>;
  read(place: Place, done: EngineDone<EngineRecord>): void;

  /** Shows every record that was appended before the call and was not reclaimed, in order of append. */
  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void;
  /** The same without reading values. */
  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void;

  /**
   * The record is not needed any more: its space may be reclaimed. A tombstone is discarded with the older records of its
   * key or after them, and goes only when none of them can come back.
   */
  discard(place: Place): void;
  /** Reclaims space: looks at about so many bytes of the deadest records. One call at a time. */
  reclaim(owner: EngineOwner, bytes: number, done: EngineDone<Reclaimed>): void;

  /** Answers once all that was appended is written, which does not make it durable. */
  flush(done: EngineDone): void;
  /**
   * Makes durable, in one atomic step, what was appended before the call. With `seal`, the files that hold it are closed,
   * so that none of those in a pinned checkpoint grows any more. After a failure for lack of space it may be asked for again;
   * after any other the engine has stopped, and what is durable is this checkpoint or the one before.
   */
  checkpoint(checkpoint: Checkpoint, seal: boolean, done: EngineDone): void;
  /** The last durable checkpoint, to be read as files. */
  pin(done: EngineDone<Pinned>): void;
  /** Ends all use, without a checkpoint, once what is under way has ended. */
  close(done: EngineDone): void;
}

/** What one call of `reclaim` did. */
export interface Reclaimed {
  /** How much it looked at; none if nothing is worth it. */
  readonly bytes: number;
}
