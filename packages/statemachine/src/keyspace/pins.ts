/** Revisions that somebody is reading at: what is visible at them is not removed meanwhile. */
export class Pins {
  readonly #counts = new Map<number, number>();
  readonly #released: () => void;

  constructor(released: () => void) {
    this.#released = released;
  }

  /** Infinite if there is none. */
  get oldest(): number {
    let oldest = Infinity;
    for (const revision of this.#counts.keys()) oldest = Math.min(oldest, revision);
    return oldest;
  }

  pin(revision: number): void {
    this.#counts.set(revision, (this.#counts.get(revision) ?? 0) + 1);
  }

  release(revision: number): void {
    const left = (this.#counts.get(revision) ?? 0) - 1;
    if (left > 0) {
      this.#counts.set(revision, left);
      return;
    }
    this.#counts.delete(revision);
    this.#released();
  }
}
