import { test } from "node:test";
import { assertAllFaultsCame, runSeeds } from "./run-seeds.test-helper.js";

test("clusters keep their promises through long troubles", async (context) => {
  await runSeeds({ first: 1, count: 12, seconds: 60 }, context);
});

test("clusters of many kinds keep their promises, and every kind of trouble comes", async (context) => {
  assertAllFaultsCame(await runSeeds({ first: 41, count: 240, seconds: 5 }, context));
});
