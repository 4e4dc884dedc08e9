import { test } from "node:test";
import { runSeeds } from "./properties.test-helper.js";

test("random worlds keep figure 3 of the paper, and whatever else is promised, at every step", (context) => {
  runSeeds({ first: 1, count: 500, length: 1_000 }, (line) => context.diagnostic(line));
});
