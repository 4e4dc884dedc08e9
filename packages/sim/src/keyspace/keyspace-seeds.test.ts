import { test } from "node:test";
import { runSeeds } from "../run-seeds.test-helper.js";

test("clusters that run the whole server keep their promises", async (context) => {
  await runSeeds({ first: 1, count: 300, seconds: 20, knobs: { keyspace: {} } }, context);
});
