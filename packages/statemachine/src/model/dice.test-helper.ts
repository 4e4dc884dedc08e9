import assert from "node:assert/strict";

/** A generator that is good enough to choose among test cases. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = ((seed + 1) * 2_654_435_761) % (2 ** 31 - 1);
  }

  below(limit: number): number {
    this.#state = (this.#state * 48_271 + 11) % (2 ** 31 - 1);
    return Math.floor(this.#state / 7) % limit;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(times: number, among: number): boolean {
    return this.below(among) < times;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    assert.ok(choice !== undefined, "there is something to choose from");
    return choice;
  }
}
