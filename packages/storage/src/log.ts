import type { Entry, HardState, ReplicaId, Restored, Snapshot } from "@keyval/raft";

/** A raft group's number, the same on every member. */
export type GroupId = number;

/**
 * The write-ahead log that all raft groups of a process share. A batch is atomic across groups, and batches become
 * durable in the order in which they were appended. After a failed write or sync nothing is written any more: what is
 * durable can not be known, so the process must stop.
 */
export interface Log {
  /** Answers once the batch, and all before it, are durable. What was appended while a sync was under way shares the next one. */
  append(batch: readonly GroupWrite[], done: LogDone): void;
  /**
   * Entries of a group from `from` up to `last`, at least one, stopping before `bytesMax` (as `entryBytes` counts); none
   * if the first one was released. What was appended before is waited for.
   */
  read(range: EntryRange, done: LogDone<readonly Entry[]>): void;
  /**
   * The group needs no entry up to `index` any more, which its snapshot holds; where no group needs a segment, it is used
   * again. Becomes durable with a later batch.
   */
  release(group: GroupId, index: number): void;
  /**
   * Nothing was appended for a while: the log vouches for its last batch by a small one behind it, and looks for space
   * again if there was none. Harmless at any time.
   */
  idle(): void;
  /** Lets what is under way end, and closes the files. */
  close(done: LogDone): void;
}

export type LogDone<T = void> = (outcome: LogOutcome<T>) => void;

/** A failing disk is a `DiskError`, a log that can not be read a `WalDamage` or a `WalForeign`. */
export type LogOutcome<T> =
  { readonly error: undefined; readonly value: T } | { readonly error: Error; readonly value?: undefined };

/** One group's part of a batch. */
export interface GroupWrite {
  readonly group: GroupId;
  readonly replica: ReplicaId;
  readonly hardState: HardState | undefined;
  /**
   * The log is emptied and starts behind this snapshot; written before the entries. A group's first write has one, which
   * holds its first configuration.
   */
  readonly snapshot: Snapshot | undefined;
  /** The log keeps its entries, and this snapshot now holds all up to its index; ignored if a later one does. */
  readonly mark: Snapshot | undefined;
  /** Consecutive; the first one replaces whatever the log holds from its index on. */
  readonly entries: readonly Entry[];
}

export interface EntryRange {
  readonly group: GroupId;
  readonly from: number;
  readonly last: number;
  readonly bytesMax: number;
}

/** What recovery found. */
export interface Recovered {
  readonly log: Log;
  readonly groups: readonly RecoveredGroup[];
  /** A torn end that was never durable was cut off. */
  readonly tailCut: boolean;
  /** What this start cut off, which is worth a line in the owner's own log; an earlier start may have cut as well. */
  readonly cut: CutTail | undefined;
}

export interface CutTail {
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  /** The file that holds the piece for whoever wants to look into it, if there was room for it. */
  readonly keptIn: string | undefined;
}

/** A group as the log knows it; where its state machine is, only the state machine knows. */
export interface RecoveredGroup extends Pick<Restored, "hardState" | "snapshot" | "log"> {
  readonly group: GroupId;
  readonly replica: ReplicaId;
}
