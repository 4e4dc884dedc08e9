import { Queue } from "./queue.js";
import type { Random } from "./random.js";

/** Half of the digits of the first attempt's number. */
const ATTEMPT_BASE = 2 ** 24;

/** Drawn at random, so that an answer to an earlier life of this replica is never taken for one to this life. */
export function firstAttempt(random: Random): number {
  return random.below(ATTEMPT_BASE) * ATTEMPT_BASE + random.below(ATTEMPT_BASE);
}

/** Not a read of the host's: a replica that lost its log's tail asks how far it has to be refilled. */
export const REFILL = 0;

interface Asked {
  readonly attempt: number;
  readonly ids: readonly number[];
}

/**
 * Reads that a follower asks its leader about. All reads of a turn share an attempt. Each attempt has a fresh number.
 */
export class ForwardedReads {
  attempt: number;
  /** Reads that the leader was not asked about yet. */
  unasked: number[] = [];
  asked = new Queue<Asked>();
  count = 0;
  /** When to ask again if no answer came. */
  retryAt = Infinity;

  constructor(attempt: number) {
    this.attempt = attempt;
  }

  holds(id: number): boolean {
    if (this.unasked.includes(id)) return true;
    for (let i = 0; i < this.asked.length; i++) if (this.asked.at(i).ids.includes(id)) return true;
    return false;
  }

  add(id: number): void {
    this.unasked.push(id);
    this.count += 1;
  }

  /** A fresh number under which to ask for everything that waits. */
  startAttempt(retryAt: number): number {
    this.attempt += 1;
    // A later attempt's answer covers the earlier ones, so asking again adds nothing here.
    if (this.unasked.length > 0) this.asked.push({ attempt: this.attempt, ids: this.unasked });
    this.unasked = [];
    this.retryAt = retryAt;
    return this.attempt;
  }

  /** The reads that this answer covers: those that had arrived before its attempt was sent. */
  answered(attempt: number): number[] {
    const ids: number[] = [];
    if (attempt > this.attempt) return ids;
    while (this.asked.length > 0 && this.asked.at(0).attempt <= attempt) ids.push(...this.asked.shift().ids);
    if (this.asked.length === 0) this.retryAt = Infinity;
    this.count -= ids.length;
    return ids;
  }

  /** Gives up everything that waits. */
  drop(): number[] {
    const ids = this.answered(this.attempt).concat(this.unasked);
    this.unasked = [];
    this.count = 0;
    return ids;
  }

  clone(): ForwardedReads {
    const copy = new ForwardedReads(this.attempt);
    Object.assign(copy, this);
    copy.unasked = [...this.unasked];
    copy.asked = this.asked.clone();
    return copy;
  }
}
