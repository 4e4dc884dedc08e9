import { env } from "node:process";
import { test } from "node:test";
import { assertAllTroublesCame, assertEventsCame, runSeeds } from "../run-seeds.test-helper.js";
import { EXPECTED_KEYSPACE_EVENTS } from "./expected-keyspace-events.js";

const TIMES = env["LONG"] === "1" ? 10 : 1;

test("many more clusters that run the whole server keep their promises, and everything comes that may", async (context) => {
  const seeds = { first: 3_000_001, count: 3_000 * TIMES, seconds: 20, knobs: { keyspace: {} } };
  const tally = await runSeeds(seeds, context);
  assertAllTroublesCame(tally);
  assertEventsCame(tally, EXPECTED_KEYSPACE_EVENTS);
});
