import { assert } from "./assert.js";
import type { Config } from "./config.js";
import type { ReplicaId } from "./configuration.js";
import { Inflight } from "./inflight.js";

/**
 * - `probe`: it is not known where the follower's log agrees; one append at a time.
 * - `replicate`: appends are sent ahead of their acks.
 * - `snapshot`: the follower is fetching one; no appends.
 */
export type ProgressState = "probe" | "replicate" | "snapshot";

/** What a leader knows of one replica's log: `nextIndex` and `matchIndex` of the paper's figure 2, and how to send. */
export class Progress {
  readonly id: ReplicaId;
  state: ProgressState = "probe";
  /** Everything up to here is durable there, and the same as here. */
  match = 0;
  /** The first entry to send next. */
  next: number;
  inflight = new Inflight();
  /** Until when new entries wait while appends are on their way. */
  gatherUntil = -Infinity;
  /** In `probe`: an append is out, and nothing else is sent before an answer, or a sign of life without one. */
  probing = false;
  /** When something was last sent that wants an answer: a probe, a check, a snapshot's offer. */
  askedAt = -Infinity;
  /** Send an append at the next chance even if there is nothing in it, to find out what was lost. */
  checkDue = false;
  /** The commit index that the last append told. */
  toldCommit = 0;
  /** When it was last heard of. */
  heardAt: number;
  /** The highest heartbeat round that it acked. */
  ackedRound = 0;
  /** When the latest heartbeat was sent that it acked with a promise, and for how long the promise is. */
  leaseFrom = -Infinity;
  leaseLength = 0;
  /** What it last said to know as committed. */
  committed = 0;
  /** In `snapshot`: the index of the snapshot offered, and when the offer is given up. */
  snapshotIndex = 0;
  snapshotDeadline = Infinity;
  /** Whether the follower said that it is fetching it. */
  snapshotHeardOf = false;
  /** The entry from which on the host was asked to read for this replica; 0 for none. */
  wantedFrom = 0;

  constructor(id: ReplicaId, next: number, now: number) {
    this.id = id;
    this.next = next;
    this.heardAt = now;
  }

  becomeProbe(next: number): void {
    assert(next > this.match, "what a follower has is not sent again", next, this.match);
    this.#become("probe");
    this.next = next;
  }

  /** What the last probe carried counts as on its way, and is not sent again. */
  becomeReplicate(): void {
    const { inflight } = this;
    this.#become("replicate");
    inflight.acked(this.match);
    this.inflight = inflight;
    this.next = Math.max(this.match, inflight.last) + 1;
  }

  becomeSnapshot(index: number, deadline: number): void {
    this.#become("snapshot");
    this.snapshotIndex = index;
    this.snapshotDeadline = deadline;
  }

  #become(state: ProgressState): void {
    this.state = state;
    this.inflight = new Inflight();
    this.probing = false;
    this.checkDue = false;
    this.wantedFrom = 0;
    this.snapshotIndex = 0;
    this.snapshotDeadline = Infinity;
    this.snapshotHeardOf = false;
  }

  /** Whether the follower has had enough for now. */
  isFull(config: Config): boolean {
    if (this.state === "replicate") {
      return this.inflight.count >= config.inflightMessagesMax || this.inflight.bytes >= config.inflightBytesMax;
    }
    return this.state === "snapshot" || this.probing;
  }

  /** One append is being made durable there and one waits for the disk: a third would come no sooner by leaving now. */
  isGathering(now: number): boolean {
    return this.state === "replicate" && this.inflight.count > 1 && now < this.gatherUntil;
  }

  clone(): Progress {
    const copy = new Progress(this.id, this.next, this.heardAt);
    Object.assign(copy, this);
    copy.inflight = this.inflight.clone();
    return copy;
  }
}
