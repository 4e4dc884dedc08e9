/**
 * Numbers for names: equal names have equal numbers, and each number is drawn at random. The number of a set of names is
 * the sum of theirs, so that the order in which it was put together makes no difference.
 *
 * Two numbers of 46 random bits each are more than the birthday problem asks for: even among 2^32 different situations,
 * the chance that any two have equal numbers is below one in 2^28.
 */
export class Names {
  readonly #numbers = new Map<string, readonly [number, number]>();
  readonly #draw = createDraw();

  of(name: string): readonly [number, number] {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const drawn = [this.#draw(), this.#draw()] as const;
    this.#numbers.set(name, drawn);
    return drawn;
  }
}

/** A sum of at most so many numbers is exact. */
export const TERMS_MAX = 2 ** 6;

/** The largest primes below 2^26, so that the products of two draws are exact. */
const MODULI = [67_108_859, 67_108_837, 67_108_819] as const;
const FACTORS = [31_415_927, 27_182_819, 14_142_137] as const;
const HALF = 2 ** 23;

/** Numbers below 2^46. A product of two linear generators has no linear structure that sums could meet. */
function createDraw(): () => number {
  let [a, b, c] = [1, 2, 3];
  const half = (): number => {
    a = (a * FACTORS[0]) % MODULI[0];
    b = (b * FACTORS[1]) % MODULI[1];
    c = (c * FACTORS[2]) % MODULI[2];
    return ((a * b + c) % MODULI[2]) % HALF;
  };
  return () => half() * HALF + half();
}
