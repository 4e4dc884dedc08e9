import { test } from "node:test";
import { assertAllTroublesCame, runSeeds } from "./run-seeds.test-helper.js";

test("clusters keep their promises through long troubles", async (context) => {
  await runSeeds({ first: 1, count: 20, seconds: 60 }, context);
});

test("clusters of many kinds keep their promises, and every kind of trouble comes", async (context) => {
  assertAllTroublesCame(await runSeeds({ first: 21, count: 480, seconds: 5 }, context));
});
