import { describe, it } from "node:test";
import { Dice } from "./dice.test-helper.js";
import type { WorldOptions } from "./machine-world.test-helper.js";
import { Program } from "./program.test-helper.js";

const PROGRAMS = Number(process.env["PROGRAMS"] ?? 1);
const STARTS = [1, 2 ** 31 - 10, 2 ** 32 - 10, 2 ** 52 - 10] as const;

function runPrograms(count: number, optionsFor: (dice: Dice) => Partial<WorldOptions>): void {
  for (let seed = 0; seed < count * PROGRAMS; seed++) {
    const dice = new Dice(seed);
    try {
      new Program(dice, optionsFor(dice)).run();
    } catch (error) {
      throw new Error(`program ${seed} goes wrong`, { cause: error });
    }
  }
}

const options = (dice: Dice): Partial<WorldOptions> => ({
  firstRevision: dice.pick(STARTS),
  cacheBytes: dice.pick([0, 2_000, 2 ** 20]),
  readsNow: dice.pick([0, 2, 1_000]),
});

// PROGRAMS=10 runs ten times as many.
void describe("random programs of all commands and queries do what the model does", () => {
  it("in memory", () => {
    runPrograms(20_000, options);
  });

  it("on bitcask", () => {
    runPrograms(1_000, (dice) => ({ ...options(dice), engine: "bitcask" }));
  });
});
