/** Bits for each hash, at least, and how many of them a hash sets: about one in a hundred is wrongly taken for added. */
const BITS_PER_HASH_MIN = 10;
const PROBES = 5;
const BITS_MIN = 64;

/** Tells of a hash whether it may be among those that were added. */
export class BloomFilter {
  readonly #words: Uint32Array;
  readonly #mask: number;

  /** Of about so many: with more of them it is wrong more often. */
  constructor(count: number) {
    const bits = Math.max(BITS_MIN, 2 ** Math.ceil(Math.log2(Math.max(1, count) * BITS_PER_HASH_MIN)));
    this.#words = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  add(hash: number): void {
    const words = this.#words;
    const step = stepOf(hash);
    for (let i = 0, probe = hash; i < PROBES; i++, probe += step) {
      const bit = probe & this.#mask;
      words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
    }
  }

  /** Never false for a hash that was added. */
  mayHold(hash: number): boolean {
    const step = stepOf(hash);
    for (let i = 0, probe = hash; i < PROBES; i++, probe += step) {
      const bit = probe & this.#mask;
      if (((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}

/** How far a hash's probes are apart; odd, and another one for each. */
function stepOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 12) | 1;
}
