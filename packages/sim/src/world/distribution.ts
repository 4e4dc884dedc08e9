import type { SeededRandom } from "../random.js";

/** How long something takes, in microseconds: usually little, now and then much more. Whole numbers only. */
export interface Distribution {
  readonly least: number;
  /** Added to it: a whole number up to this. */
  readonly spread: number;
  /** So many times in a thousand it takes longer … */
  readonly slowPerMille: number;
  /** … by up to this. */
  readonly slowMost: number;
}

export function draw({ least, spread, slowPerMille, slowMost }: Distribution, random: SeededRandom): number {
  const usual = least + random.below(spread + 1);
  return random.chance(slowPerMille, 1000) ? usual + random.below(slowMost + 1) : usual;
}
