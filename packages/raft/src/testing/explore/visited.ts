const FULL_AT = 0.6;

/** A set of pairs of numbers, side by side in one flat array with open addressing. No pair begins with zero. */
export class Visited {
  #pairs = new Float64Array(2 ** 13);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether the pair was not in the set before. */
  add(first: number, second: number): boolean {
    if (!this.#place(first, second)) return false;
    this.#size += 1;
    if (2 * this.#size > FULL_AT * this.#pairs.length) this.#grow();
    return true;
  }

  #place(first: number, second: number): boolean {
    const pairs = this.#pairs;
    let at = (2 * first) % pairs.length;
    while (pairs[at] !== 0) {
      if (pairs[at] === first && pairs[at + 1] === second) return false;
      at = at + 2 === pairs.length ? 0 : at + 2;
    }
    pairs[at] = first;
    pairs[at + 1] = second;
    return true;
  }

  #grow(): void {
    const pairs = this.#pairs;
    this.#pairs = new Float64Array(pairs.length * 2);
    for (let at = 0; at < pairs.length; at += 2) {
      const first = pairs[at] ?? 0;
      if (first !== 0) this.#place(first, pairs[at + 1] ?? 0);
    }
  }
}
