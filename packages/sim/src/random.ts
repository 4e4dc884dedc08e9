/**
 * Chance for a whole run, drawn from one number: xoshiro128** over 32-bit words, seeded by splitmix32. Integer
 * arithmetic only, so that every machine draws the same.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    // Seeds may be larger than 32 bits: both halves count.
    let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** A whole number from 0 up to, and not including, 2^32. */
  next(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  /** A whole number from 0 up to, and not including, `limit`, which is at most 2^32. */
  below(limit: number): number {
    // No number is fair below any other limit, and it would be looked for without end.
    if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) throw new RangeError(`no number is below ${limit}`);
    // From the highest multiple of `limit` on, which is above `sure`, numbers would favour the low ones.
    const sure = 2 ** 32 - limit;
    for (;;) {
      const drawn = this.next();
      // The same as by `%`, which is slow for numbers beyond 31 bits.
      if (drawn <= sure || drawn < 2 ** 32 - (2 ** 32 % limit)) return drawn - Math.floor(drawn / limit) * limit;
    }
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True `times` in `among` times. */
  chance(times: number, among: number): boolean {
    return this.below(among) < times;
  }

  pick<T>(things: readonly T[]): T {
    if (things.length === 0) throw new RangeError("nothing to pick from");
    const picked = things[this.below(things.length)];
    if (picked === undefined) throw new RangeError("picked what is not there");
    return picked;
  }

  /** A generator of its own, whose draws do not disturb this one's. */
  fork(): SeededRandom {
    return new SeededRandom(this.next() * 2 ** 20 + this.below(2 ** 20));
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
