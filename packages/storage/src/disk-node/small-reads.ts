import { readFully, readFullyNow } from "./transfer.js";
import type { Finish, SystemCalls } from "./system-calls.js";

/** Most records are smaller. What is larger goes through the pool. */
export const SMALL_BYTES = 2 ** 14;

/** What the system has in memory comes in a tenth of this. */
export const SLOW_MS = 0.05;

/** What takes less, while no block came from a disk, was held up by others on the same core. Not every file system counts. */
export const HANG_MS = 25;

/** Slow reads may hold up the loop for this part of the time. */
export const SLOW_SHARE = 0.01;

/** How long the reads of one turn may take together. */
export const TURN_MS = 0.5;

/** By what it is seen whether a read had to wait. */
export interface Gauge {
  /** In milliseconds, with fractions. */
  now(): number;
  /** How many blocks have come from disks because of this process. */
  blocksRead(): number;
}

interface Task {
  readonly descriptor: number;
  readonly target: Uint8Array;
  readonly position: number;
  readonly finish: Finish<number>;
}

const systemGauge: Gauge = {
  now: () => performance.now(),
  blocksRead: () => process.resourceUsage().fsRead,
};

/**
 * Reads of a few KiB, which the system mostly has in memory: they are made one after the other at the turn's end, for a
 * fraction of what the way through the pool costs. Whether the system has them can not be asked, only seen: after a read
 * that had to wait all go through the pool, for a hundred times as long as it took. docs/DECISIONS.md has the figures.
 */
export class SmallReads {
  readonly #calls: SystemCalls;
  readonly #gauge: Gauge;
  readonly #queue: Task[] = [];
  #isDue = false;
  #poolUntil = 0;
  #blocksRead: number;

  constructor(calls: SystemCalls, gauge = systemGauge) {
    this.#calls = calls;
    this.#gauge = gauge;
    this.#blocksRead = gauge.blocksRead();
  }

  read(descriptor: number, target: Uint8Array, position: number, finish: Finish<number>): void {
    const task = { descriptor, target, position, finish };
    if (target.length > SMALL_BYTES || this.#gauge.now() < this.#poolUntil) {
      this.#readThroughPool(task);
      return;
    }
    this.#queue.push(task);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#serve();
    });
  }

  #serve(): void {
    const end = this.#gauge.now() + TURN_MS;
    for (let now = end - TURN_MS; now < end; now = this.#gauge.now()) {
      const task = this.#queue.shift();
      if (task === undefined) return;
      if (now < this.#poolUntil) this.#readThroughPool(task);
      else this.#readNow(task, now);
    }
    if (this.#queue.length > 0) this.#schedule();
  }

  #readThroughPool({ descriptor, target, position, finish }: Task): void {
    readFully(this.#calls, descriptor, target, position, finish);
  }

  #readNow({ descriptor, target, position, finish }: Task, started: number): void {
    let error: Error | null = null;
    let length = 0;
    try {
      length = readFullyNow(descriptor, target, position);
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      error = thrown;
    }
    const took = this.#gauge.now() - started;
    if (took > SLOW_MS && (this.#hasReadBlocks() || took > HANG_MS)) this.#poolUntil = started + took / SLOW_SHARE;
    finish(error, length);
  }

  /** Whether something had to come from a disk since the last time. */
  #hasReadBlocks(): boolean {
    const before = this.#blocksRead;
    this.#blocksRead = this.#gauge.blocksRead();
    return this.#blocksRead !== before;
  }
}
