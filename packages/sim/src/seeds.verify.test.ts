import { env } from "node:process";
import { test } from "node:test";
import { assertEverythingCame, runSeeds } from "./run-seeds.test-helper.js";

const TIMES = env["LONG"] === "1" ? 10 : 1;

test("clusters keep their promises through longer troubles", async (context) => {
  await runSeeds({ first: 1_000_001, count: 100 * TIMES, seconds: 60 }, context);
});

test("many more clusters keep their promises, and everything comes that may", async (context) => {
  assertEverythingCame(await runSeeds({ first: 2_000_001, count: 2_900 * TIMES, seconds: 5 }, context));
});
