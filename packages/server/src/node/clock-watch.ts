import type { Clock } from "./clock.js";
import { CLOCK_RUNAWAY_MS, CLOCK_WINDOW_MS } from "./limits.js";

/**
 * Finds out that the monotonic clock stood still: a machine that was suspended finds its wall clock far ahead of it. Many
 * short suspensions count together, because a look compares with the beginning of its window and not with the last look.
 */
export class ClockWatch {
  readonly #clock: Clock;
  #begin: number;
  /** By how much the wall clock was ahead at the beginning of the window. */
  #ahead: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begin = clock.now();
    this.#ahead = clock.wall() - this.#begin;
  }

  /** Whether the clocks ran away from each other since this was last asked. */
  hasJumped(): boolean {
    const now = this.#clock.now();
    const ahead = this.#clock.wall() - now;
    const jumped = Math.abs(ahead - this.#ahead) > CLOCK_RUNAWAY_MS;
    if (jumped || now - this.#begin >= CLOCK_WINDOW_MS) {
      this.#begin = now;
      this.#ahead = ahead;
    }
    return jumped;
  }
}
