import type { ReplicaId } from "./configuration.js";
import { ROUND_TIMES_MAX, ROUND_TIMES_PER_HEARTBEAT } from "./limits.js";
import type { Progress } from "./progress.js";
import { Queue } from "./queue.js";

/** A read that waits for its leader to be confirmed: of this replica's host, or a follower's attempt. */
export interface PendingRead {
  readonly from: ReplicaId;
  /** The host's id of the read, or the follower's number of the attempt. */
  readonly id: number;
}

/** Reads that share one confirmation: each may see `index` once a quorum has acked `round`, or a later one. */
export interface ReadRound {
  readonly round: number;
  readonly index: number;
  readonly reads: readonly PendingRead[];
}

interface RoundTime {
  readonly round: number;
  readonly at: number;
}

/** A transfer of leadership under way (thesis §3.10). */
export interface TransferUnderWay {
  readonly to: ReplicaId;
  readonly deadline: number;
  /** Whether the target was told to campaign. */
  readonly sent: boolean;
}

/** What a replica has only while it is the leader; all of it ends with its term of office. */
export class Leadership {
  /** The index of the entry that opened the term: only from here on does counting replicas commit (§5.4.2). */
  readonly openedAt: number;
  /** One for every member of the configuration in force, this replica too, by ascending id. */
  progress = new Map<ReplicaId, Progress>();
  /** The voters among them, by half of the configuration. */
  incoming: readonly Progress[] = [];
  outgoing: readonly Progress[] = [];
  heartbeatDeadline: number;
  /** When entries that gather for a follower leave without its ack. */
  gatheredAt = Infinity;
  /** The last heartbeat broadcast. Each has a fresh number, unique within the term. */
  round = 0;
  /** When rounds were sent: not all of them, for reads may cause thousands, but enough for the latest times. */
  roundTimes = new Queue<RoundTime>();
  /** Heartbeats sent up to this time prolong no lease: the clock could not be trusted. */
  leaseFloor = -Infinity;
  /** The target of a transfer was told to campaign, and may do so at any later time: no lease in this term any more. */
  leaseForfeited = false;
  uncommittedBytes = 0;
  transfer: TransferUnderWay | undefined;
  /** Reads that no heartbeat was sent for yet. */
  unconfirmed: PendingRead[] = [];
  /** Reads whose heartbeat is out, by ascending round. */
  confirming = new Queue<ReadRound>();
  confirmingCount = 0;
  /** The last time anything but heartbeats went on. */
  busyAt: number;

  constructor(openedAt: number, now: number) {
    this.openedAt = openedAt;
    this.heartbeatDeadline = now;
    this.busyAt = now;
  }

  get pendingReads(): number {
    return this.unconfirmed.length + this.confirmingCount;
  }

  /** Numbers a new heartbeat broadcast. */
  startRound(now: number, heartbeatInterval: number): number {
    this.round += 1;
    const { roundTimes } = this;
    const latest = roundTimes.length === 0 ? -Infinity : roundTimes.at(roundTimes.length - 1).at;
    if (now >= latest + heartbeatInterval / ROUND_TIMES_PER_HEARTBEAT) roundTimes.push({ round: this.round, at: now });
    if (roundTimes.length > ROUND_TIMES_MAX) roundTimes.shift();
    return this.round;
  }

  /** A time at which a round had not been sent yet, or was just sent; undefined if none is remembered. */
  sentAt(round: number): number | undefined {
    for (let i = this.roundTimes.length - 1; i >= 0; i--) {
      const known = this.roundTimes.at(i);
      if (known.round <= round) return known.at;
    }
    return undefined;
  }

  clone(): Leadership {
    const copy = new Leadership(this.openedAt, this.busyAt);
    Object.assign(copy, this);
    copy.progress = new Map([...this.progress].map(([id, progress]) => [id, progress.clone()]));
    const counterpart = (progress: Progress): Progress => copy.progress.get(progress.id) ?? progress.clone();
    copy.incoming = this.incoming.map(counterpart);
    copy.outgoing = this.outgoing.map(counterpart);
    copy.roundTimes = this.roundTimes.clone();
    copy.unconfirmed = [...this.unconfirmed];
    copy.confirming = this.confirming.clone();
    return copy;
  }
}
