import type { Clock, Timer } from "@keyval/server/node";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";

const MILLION = 1_000_000;
const MICROSECONDS = 1000;

/** By which way something comes to a process. */
export type Way = "timer" | "request" | "frame" | "other";

/** Lets something happen to a process now, or later if it is paused, or never if it has ended. */
export type Gate = (run: () => void, way: Way) => void;

/** What is wrong with a process's clocks. */
export interface ClockFaults {
  /** How much faster than true time the monotonic clock runs, in parts per million; negative for slower. */
  readonly driftPpm: number;
  /** How long a turn of the event loop takes at most. */
  readonly turnMicroseconds: number;
}

/** The clocks of one life of a process. */
export class ProcessClock implements Clock {
  readonly #scheduler: Scheduler;
  readonly #random: SeededRandom;
  readonly #faults: ClockFaults;
  readonly #gate: Gate;
  readonly #startedAt: number;
  /** How long the machine was suspended, which the monotonic clock does not count. */
  #suspended = 0;
  #wallOffset: number;

  constructor(scheduler: Scheduler, random: SeededRandom, faults: ClockFaults, gate: Gate) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#faults = faults;
    this.#gate = gate;
    this.#startedAt = scheduler.now;
    this.#wallOffset = random.below(MILLION);
  }

  now(): number {
    const elapsed = this.#scheduler.now - this.#startedAt - this.#suspended;
    return Math.floor((elapsed * (MILLION + this.#faults.driftPpm)) / (MILLION * MICROSECONDS));
  }

  wall(): number {
    return this.#wallOffset + this.now() + Math.floor(this.#suspended / MICROSECONDS);
  }

  after(milliseconds: number, run: () => void): Timer {
    const delay = Math.ceil((milliseconds * MICROSECONDS * MILLION) / (MILLION + this.#faults.driftPpm));
    return this.#scheduler.after(delay, () => {
      this.#gate(run, "timer");
    });
  }

  endOfTurn(run: () => void): void {
    this.#scheduler.after(1 + this.#random.below(this.#faults.turnMicroseconds), () => {
      this.#gate(run, "other");
    });
  }

  /** The machine was suspended for so long, and has just come back. */
  suspendedFor(microseconds: number): void {
    this.#suspended += microseconds;
  }

  wallJumped(milliseconds: number): void {
    this.#wallOffset += milliseconds;
  }
}
