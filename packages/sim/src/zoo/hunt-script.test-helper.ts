import type { CheckerName } from "../checkers/checker.js";
import { simulate } from "../world/simulation.js";
import type { Catch, Hunt } from "./hunt.test-helper.js";

/** How long clients work while things go wrong. */
const SECONDS = 10;

/** Without what no bug but those that ask for it has to do with. */
const PLAIN_WORLD = { applyDelayMicroseconds: 0 };

// Runs in a copied tree, where one of the packages has a bug.
const { knobs, seeds, checker } = JSON.parse(process.argv[2] ?? "") as Hunt;
const by = new Map<CheckerName, { readonly seed: number; readonly sentence: string }>();
let first: CheckerName | undefined;
let seed = 0;
while (seed < seeds && (checker === undefined || !by.has(checker))) {
  seed += 1;
  const { violations } = simulate({
    seed,
    seconds: SECONDS,
    knobs: { ...PLAIN_WORLD, ...knobs },
    toTheEnd: true,
  });
  first = violations[0]?.checker;
  for (const { checker, sentence } of violations) if (!by.has(checker)) by.set(checker, { seed, sentence });
}
const found: Catch = {
  seeds: seed,
  ...(first && { first }),
  by: Object.fromEntries(by),
};
process.stdout.write(JSON.stringify(found));
