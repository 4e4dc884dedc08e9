import type { ReplicaId } from "./configuration.js";
import type { Entry } from "./entry.js";
import type { HardState } from "./hard-state.js";
import type { Message } from "./message.js";
import type { Snapshot } from "./snapshot.js";

/** What the host has to do, in no order but the one that tickets give. */
export interface Output {
  /** Send now, while the disk writes: whatever depends on durability was held back. In order, per receiver. */
  readonly messages: readonly Message[];
  /** Write, make durable, then answer with `persisted`. */
  readonly persist: Persist | undefined;
  /** Everything up to here is committed and durable here, and may be applied; take it with `Raft.entries`. */
  readonly committed: number;
  readonly reads: readonly ReadState[];
  /** Reads that were given up because the leader or the term changed; they may be asked for again. */
  readonly readsDropped: readonly number[];
  /** Present if anything in it changed. */
  readonly soft: SoftState | undefined;
  /** Entries that left memory: read them from the log and answer each with `entriesRead`. */
  readonly entriesWanted: readonly EntriesWanted[];
  /** Present if a snapshot is to be fetched, instead of any that is being fetched, or if fetching must stop. */
  readonly fetch: Fetch | "stop" | undefined;
  /** Switch the state machine to this received snapshot, which the log now begins with, then answer with `applied`. */
  readonly install: Snapshot | undefined;
  /** The log may forget every entry up to here; present if it moved. */
  readonly release: number | undefined;
}

/** One batch for the log. Batches are written in order of their tickets. */
export interface Persist {
  readonly ticket: number;
  readonly hardState: HardState;
  /**
   * If present, the log is to be emptied and starts behind this snapshot; written before the entries. The state machine
   * stays as it is until `install` says so.
   */
  readonly snapshot: Snapshot | undefined;
  /** Consecutive; the first one replaces whatever the log holds from its index on. May be empty. */
  readonly entries: readonly Entry[];
}

/** The read with this id sees every write before it once the state machine has applied `index`. */
export interface ReadState {
  readonly id: number;
  readonly index: number;
}

export type Role = "follower" | "preCandidate" | "candidate" | "leader";

/** What is of interest outside and need not survive a crash. */
export interface SoftState {
  readonly role: Role;
  readonly term: number;
  /** 0 while none is known. */
  readonly leader: ReplicaId;
  readonly asleep: boolean;
}

export interface EntriesWanted {
  /** Who needs them; to be handed back. */
  readonly to: ReplicaId;
  readonly from: number;
  /** The last index worth reading. */
  readonly last: number;
  /** Stop before this many bytes (`entryBytes`), but give at least one entry. */
  readonly bytesMax: number;
}

export interface Fetch {
  /** Whose host has the snapshot. */
  readonly from: ReplicaId;
  readonly snapshot: Snapshot;
}
