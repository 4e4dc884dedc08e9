import type { Entry, Snapshot } from "@keyval/raft";
import type { EngineDone } from "@keyval/storage";

/**
 * What a group's commands are for. `apply` is synchronous and deterministic; it is told where the command stands and
 * counts nothing itself.
 */
export interface StateMachine {
  /** The index of the last entry that is in its present state. */
  readonly applied: number;
  /** The hash of all that members have in common at `applied`; a machine that has none is not compared. */
  readonly stateHash?: StateDigest | undefined;
  /** An entry without a command: the state stays, its place in the log moves on. */
  skip(index: number): void;
  /** An entry of kind `command`. */
  apply(entry: Entry): unknown;
  /** Whether to apply it now would take so long that others may wonder; a machine without it is always quick. */
  isLong?(entry: Entry): boolean;
  /**
   * Makes the present state durable, as a snapshot that others may fetch; `snapshot.index` is `applied`. Later applies may
   * go on meanwhile. The log lets go of what the snapshot holds once this has succeeded.
   */
  save(snapshot: Snapshot, done: EngineDone): void;
  /** A piece of the durable snapshot at `index`, if it is the latest one, or an earlier one that is still being fetched. */
  read(piece: Piece, done: EngineDone<ReadPiece>): void;
  /**
   * Brings a snapshot from elsewhere durably to this disk, beside the present state. Asks for one piece at a time, and ends
   * with the first that fails. One at a time, and none while another is installed.
   */
  receive(incoming: Incoming, done: EngineDone): void;
  /**
   * Becomes the snapshot that was received last; the log begins with it already. Nothing is applied and nothing is read
   * until it has, and what the machine was before counts no more. What failed may be tried again.
   */
  install(snapshot: Snapshot, done: EngineDone): void;
}

/** A hash of a state. */
export interface StateDigest {
  /** Of what is hashed, and how. */
  readonly version: number;
  readonly high: number;
  readonly low: number;
}

export interface Piece {
  readonly index: number;
  /** 0 is the manifest, and n the n-th file that it names. */
  readonly file: number;
  readonly position: number;
  readonly bytesMax: number;
}

export interface ReadPiece {
  readonly bytes: Uint8Array;
  /** The size of the whole file. */
  readonly total: number;
}

/** A snapshot that is fetched. */
export interface Incoming {
  readonly snapshot: Snapshot;
  readonly manifest: Uint8Array;
  /** A piece of a file that the manifest names, counted from 0; as long as the sender likes. */
  readonly fetch: (file: number, position: number, done: EngineDone<Uint8Array>) => void;
}
