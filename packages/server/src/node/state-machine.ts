import type { Done } from "@keyval/storage";
import type { Snapshot } from "@keyval/raft";

/**
 * What a group's commands are for. `apply` is synchronous and deterministic; it is told where the command stands and
 * counts nothing itself.
 */
export interface StateMachine {
  /** The index of the last entry that is in its present state. */
  readonly applied: number;
  /** An entry without a command: the state stays, its place in the log moves on. */
  skip(index: number): void;
  apply(index: number, command: Uint8Array): unknown;
  /** Makes the present state durable as a snapshot; `snapshot.index` is `applied`. Later applies may go on meanwhile. */
  save(snapshot: Snapshot, done: Done): void;
  /** A piece of the latest durable snapshot, if it is the one at `index`. */
  read(piece: Piece, done: Done<ReadPiece>): void;
  /** A piece of a snapshot from elsewhere; pieces come in order, and again from 0 if a transfer starts anew. */
  write(snapshot: Snapshot, position: number, bytes: Uint8Array, done: Done): void;
  /** Checks that the snapshot written piece by piece is whole, and makes it durable. */
  complete(snapshot: Snapshot, total: number, done: Done): void;
  /** Becomes the snapshot that was completed last. Synchronous: the next entry to apply follows it. */
  install(snapshot: Snapshot): void;
}

export interface Piece {
  readonly index: number;
  readonly position: number;
  readonly bytesMax: number;
}

export interface ReadPiece {
  readonly bytes: Uint8Array;
  readonly total: number;
}
