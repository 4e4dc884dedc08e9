const MILLION = 1_000_000;

/**
 * A process's monotonic clock: whole milliseconds, read from a world whose time is in microseconds. It starts anywhere
 * and may run faster than the world's by some parts per million, and it stands still while its machine is suspended.
 */
export class DriftingClock {
  readonly #fasterPpm: number;
  #offset: number;

  constructor(fasterPpm: number, offset: number) {
    this.#fasterPpm = fasterPpm;
    this.#offset = offset;
  }

  now(time: number): number {
    return Math.floor((this.#offset + this.#elapsed(time)) / 1_000);
  }

  /** The first time in the world at which this clock shows `now`. */
  timeOf(now: number): number {
    let time = Math.max(0, Math.ceil(((now * 1_000 - this.#offset) * MILLION) / (MILLION + this.#fasterPpm)) - 1);
    while (this.now(time) < now) time += 1;
    return time;
  }

  /** The machine was suspended between these times. */
  stoodStill(from: number, to: number): void {
    this.#offset -= this.#elapsed(to) - this.#elapsed(from);
  }

  #elapsed(time: number): number {
    return time + Math.floor((time * this.#fasterPpm) / MILLION);
  }
}
