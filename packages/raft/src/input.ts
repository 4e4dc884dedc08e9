import type { Host, ReplicaId } from "./configuration.js";
import type { Entry } from "./entry.js";
import type { Message } from "./message.js";

/**
 * Everything that can happen to a replica. `now` is the host's monotonic clock in milliseconds, read **after** the
 * happening arrived (lease reads depend on it); it never falls.
 */
export type Input =
  | Tick
  | Propose
  | Receive
  | Persisted
  | Applied
  | Read
  | EntriesRead
  | Reconfigure
  | Transfer
  | Campaign
  | PeerLost
  | PeerConnected
  | Undelivered
  | SnapshotTaken
  | SnapshotProgress
  | SnapshotReceived
  | SnapshotFailed
  | ClockJumped
  | WasBusy;

interface At {
  readonly now: number;
}

/** Time has passed. Due whenever `now` reaches `Raft.deadline`; harmless at any other time. */
export interface Tick extends At {
  readonly kind: "tick";
}

/** Append commands, all or none. If taken, the last of them has index `Raft.lastIndex`. */
export interface Propose extends At {
  readonly kind: "propose";
  readonly payloads: readonly Uint8Array[];
}

export interface Receive extends At {
  readonly kind: "receive";
  readonly message: Message;
}

/** Everything up to and including the batch with this ticket ({@link Persist}) is durable. */
export interface Persisted extends At {
  readonly kind: "persisted";
  readonly ticket: number;
}

/** The state machine has applied everything up to `index`. */
export interface Applied extends At {
  readonly kind: "applied";
  readonly index: number;
}

/** Ask for a linearizable read, under an id of at least 1. The answer comes as a {@link ReadState} with the same `id`, or in `readsDropped`. */
export interface Read extends At {
  readonly kind: "read";
  readonly id: number;
}

/** The answer to {@link EntriesWanted}: consecutive entries from `from` on; none if they are gone from the log. */
export interface EntriesRead extends At {
  readonly kind: "entriesRead";
  readonly to: ReplicaId;
  readonly from: number;
  readonly entries: readonly Entry[];
}

/** Change the configuration: with at most one voter more or less in one step, otherwise through a joint configuration. */
export interface Reconfigure extends At {
  readonly kind: "reconfigure";
  readonly changes: readonly Change[];
}

export type Change =
  | { readonly kind: "addVoter"; readonly host: Host }
  | { readonly kind: "addLearner"; readonly host: Host }
  /** A learner becomes a voter. */
  | { readonly kind: "promote"; readonly id: ReplicaId }
  /** A voter becomes a learner. */
  | { readonly kind: "demote"; readonly id: ReplicaId }
  | { readonly kind: "remove"; readonly id: ReplicaId }
  /** Switch lease reads on, with this maximal lease in milliseconds, or off with 0. */
  | { readonly kind: "setLease"; readonly lease: number };

/** Hand leadership over to `to`. */
export interface Transfer extends At {
  readonly kind: "transfer";
  readonly to: ReplicaId;
}

/** Stand for election now, as if the election timeout had passed. */
export interface Campaign extends At {
  readonly kind: "campaign";
}

/**
 * The host knows that the process of `replica` is not reachable: its connection broke, or, for a sleeping group, the
 * process fell silent. Messages of `replica` that are handed in later must have come on a new connection.
 */
export interface PeerLost extends At {
  readonly kind: "peerLost";
  readonly replica: ReplicaId;
}

/**
 * The process of `replica` is there again. It may know of nobody, and nobody speaks in a group that sleeps, so the leader
 * of such a group wakes up for it, and one that is being sent a snapshot is offered it again.
 */
export interface PeerConnected extends At {
  readonly kind: "peerConnected";
  readonly replica: ReplicaId;
}

/** The host had to throw away messages to `replica`, for want of room, say. */
export interface Undelivered extends At {
  readonly kind: "undelivered";
  readonly replica: ReplicaId;
}

/** A snapshot of the state machine at `index` is durable; the log behind it may be truncated. */
export interface SnapshotTaken extends At {
  readonly kind: "snapshotTaken";
  readonly index: number;
}

/** More of the snapshot that {@link Fetch} asked for has arrived. */
export interface SnapshotProgress extends At {
  readonly kind: "snapshotProgress";
  readonly index: number;
}

/** The snapshot that {@link Fetch} asked for is complete, verified and durable, and ready to be switched to. */
export interface SnapshotReceived extends At {
  readonly kind: "snapshotReceived";
  readonly index: number;
}

/** The snapshot that {@link Fetch} asked for can not be had. */
export interface SnapshotFailed extends At {
  readonly kind: "snapshotFailed";
  readonly index: number;
}

/** The wall clock ran away from the monotonic one (a suspended machine): no lease counts that was promised before. */
export interface ClockJumped extends At {
  readonly kind: "clockJumped";
}

/** The host handed nothing in since then, for it had something to do that took long: to apply a command, say. */
export interface WasBusy extends At {
  readonly kind: "wasBusy";
  readonly since: number;
}
