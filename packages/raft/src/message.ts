import type { ReplicaId } from "./configuration.js";
import type { Entry } from "./entry.js";
import type { Snapshot } from "./snapshot.js";

/**
 * What replicas of one group say to each other. Every message names the sender's term (figure 2 of the paper); a PreVote
 * request, and its grant, name the term that the sender would campaign in.
 */
export type Message =
  | VoteRequest
  | VoteReply
  | Append
  | AppendReply
  | Heartbeat
  | HeartbeatReply
  | Sleep
  | SnapshotOffer
  | SnapshotStatus
  | TimeoutNow
  | ReadRequest
  | ReadReply;

interface Envelope {
  readonly from: ReplicaId;
  readonly to: ReplicaId;
  readonly term: number;
}

/** RequestVote, and PreVote (thesis §9.6) where `pre` is set. */
export interface VoteRequest extends Envelope {
  readonly kind: "voteRequest";
  readonly pre: boolean;
  /** The leader itself asked for this election (thesis §3.10), so its term of office protects nobody. */
  readonly transfer: boolean;
  readonly lastIndex: number;
  readonly lastTerm: number;
}

export interface VoteReply extends Envelope {
  readonly kind: "voteReply";
  readonly pre: boolean;
  readonly granted: boolean;
}

/** AppendEntries. Empty ones check that the logs agree up to `prevIndex` and carry the commit index. */
export interface Append extends Envelope {
  readonly kind: "append";
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  /** The leader's commit index, which may be beyond the last of `entries`. */
  readonly commit: number;
}

export interface AppendReply extends Envelope {
  readonly kind: "appendReply";
  readonly accepted: boolean;
  /** If accepted: up to here the follower's log is the leader's, on the follower's disk. Otherwise: the refused `prevIndex`. */
  readonly index: number;
  /** If refused: the highest index at which the logs may still agree, and the follower's term there. */
  readonly hintIndex: number;
  readonly hintTerm: number;
}

export interface Heartbeat extends Envelope {
  readonly kind: "heartbeat";
  /** A fresh number for each broadcast of a leader: an ack of it proves leadership at the time it was sent. */
  readonly round: number;
  /** The leader relies on the receiver not to help elect another for so many milliseconds; 0 if it does not. */
  readonly lease: number;
}

export interface HeartbeatReply extends Envelope {
  readonly kind: "heartbeatReply";
  readonly round: number;
  /** What the sender promises of the lease asked for; 0 for nothing. */
  readonly promise: number;
  /** What the sender knows to be committed, so that a leader can tell it of more. */
  readonly committed: number;
}

/** Nothing is going on and everybody has everything up to `index`: stop waiting for heartbeats. */
export interface Sleep extends Envelope {
  readonly kind: "sleep";
  readonly index: number;
}

/** InstallSnapshot, without the bytes: the receiver's host fetches them from the sender's. */
export interface SnapshotOffer extends Envelope {
  readonly kind: "snapshotOffer";
  readonly snapshot: Snapshot;
}

export interface SnapshotStatus extends Envelope {
  readonly kind: "snapshotStatus";
  readonly index: number;
  readonly status: "receiving" | "failed";
}

/** The leader hands over: campaign now (thesis §3.10). */
export interface TimeoutNow extends Envelope {
  readonly kind: "timeoutNow";
}

/** A follower asks for a read index (thesis §6.4); `attempt` is never used again. */
export interface ReadRequest extends Envelope {
  readonly kind: "readRequest";
  readonly attempt: number;
}

export interface ReadReply extends Envelope {
  readonly kind: "readReply";
  readonly attempt: number;
  readonly index: number;
}
