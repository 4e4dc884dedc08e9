export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

const FACTOR = 1.6;
const JITTER = 0.2;

/**
 * How long to wait before the next attempt, as "gRPC Connection Backoff Protocol" has it: longer each time, up to a
 * limit, and a little more or less by chance, so that many clients do not come back in the same moment.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #baseMs: number;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#baseMs = options.firstMs;
  }

  next(): number {
    const base = this.#baseMs;
    this.#baseMs = Math.min(base * FACTOR, this.#options.maxMs);
    return base * (1 + JITTER * (2 * this.#options.random() - 1));
  }

  /** An attempt has succeeded. */
  reset(): void {
    this.#baseMs = this.#options.firstMs;
  }
}
