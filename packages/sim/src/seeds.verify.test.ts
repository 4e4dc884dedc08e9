import { env } from "node:process";
import { test } from "node:test";
import { assertAllFaultsCame, runSeeds } from "./run-seeds.test-helper.js";

const TIMES = env["LONG"] === "1" ? 10 : 1;

test("clusters keep their promises through longer troubles", async (context) => {
  await runSeeds({ first: 1_000_001, count: 30 * TIMES, seconds: 100 }, context);
});

test("many more clusters keep their promises, and every kind of trouble comes", async (context) => {
  assertAllFaultsCame(await runSeeds({ first: 2_000_001, count: 600 * TIMES, seconds: 5 }, context));
});
