import type { CheckerName } from "../checkers/checker.js";
import { simulate } from "../world/simulation.js";
import { huntedWorld, type Catch, type Hunt } from "./hunt.test-helper.js";

// Runs in a copied tree, where one of the packages has a bug.
const { knobs, seeds, checker } = JSON.parse(process.argv[2] ?? "") as Hunt;
const by = new Map<CheckerName, { readonly seed: number; readonly sentence: string }>();
let first: CheckerName | undefined;
let seed = 0;
while (seed < seeds && !by.has(checker)) {
  seed += 1;
  const { violations } = simulate({ seed, ...huntedWorld(knobs), toTheEnd: true });
  first = violations[0]?.checker;
  for (const { checker, sentence } of violations) if (!by.has(checker)) by.set(checker, { seed, sentence });
}
const found: Catch = {
  seeds: seed,
  ...(first && { first }),
  by: Object.fromEntries(by),
};
process.stdout.write(JSON.stringify(found));
