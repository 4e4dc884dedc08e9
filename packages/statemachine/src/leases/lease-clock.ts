/**
 * Lease time as the leader of a term tells it: where the state was when the leader had applied all that came before its
 * term, and what its own monotonic clock counted since. Time without a leader does not count, and the clocks of two
 * machines are never compared.
 */
export class LeaseClock {
  readonly #leaseTime: number;
  readonly #startedAt: number;
  #told: number;

  /** Both in milliseconds. */
  constructor(leaseTime: number, now: number) {
    this.#leaseTime = leaseTime;
    this.#startedAt = now;
    this.#told = leaseTime;
  }

  /** A whole number, never less than one that was told before, whatever `now` is. */
  at(now: number): number {
    const elapsed = Math.floor(now - this.#startedAt);
    if (elapsed > this.#told - this.#leaseTime) this.#told = this.#leaseTime + elapsed;
    return this.#told;
  }

  /** When it will be this lease time. */
  whenIs(time: number): number {
    return this.#startedAt + (time - this.#leaseTime);
  }
}
