import type { Random } from "../random.js";

const MODULUS_A = 2_147_483_563;
const MODULUS_B = 2_147_483_399;

/** L'Ecuyer's combination of two generators: every product stays below 2^53. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;

  constructor(seed: number) {
    this.#a = 1 + (seed % (MODULUS_A - 1));
    this.#b = 1 + ((seed * 31 + 7_777) % (MODULUS_B - 1));
    for (let i = 0; i < 8; i++) this.below(2);
  }

  below(limit: number): number {
    this.#a = (this.#a * 40_014) % MODULUS_A;
    this.#b = (this.#b * 40_692) % MODULUS_B;
    const difference = (this.#a - this.#b + MODULUS_A) % (MODULUS_A - 1);
    return Math.floor((difference / (MODULUS_A - 1)) * limit);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}
