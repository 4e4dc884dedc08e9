import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { replayCommand, runPlan, type Plan } from "./plan.js";
import { regressions } from "./regressions.js";

const PLAN: Plan = { seed: 4, seconds: 10, knobs: { troubleMicroseconds: 200_000 }, strikes: undefined };

describe("strikes that do not happen", () => {
  const all = runPlan(PLAN);

  test("a mask that lets all happen changes nothing", () => {
    const strikes = all.strikes.map(({ index }) => index);
    assert.ok(strikes.length > 10);
    assert.equal(runPlan({ ...PLAN, strikes }).traceHash, all.traceHash);
  });

  test("leave the others when and what they were", () => {
    const [skipped, ...kept] = all.strikes.map(({ index }) => index);
    const { strikes } = runPlan({ ...PLAN, strikes: kept });
    assert.ok(strikes.every(({ index }) => index !== skipped));
    // Some find no occasion any more, or another victim.
    assert.ok(strikes.length > kept.length / 2);
    for (const { index, time, kind } of strikes) {
      const same = all.strikes.find((strike) => strike.index === index);
      if (same !== undefined) assert.deepEqual([time, kind], [same.time, same.kind]);
    }
  });

  test("leave a quiet world if there are none at all", () => {
    const { strikes, violations, operations } = runPlan({ ...PLAN, strikes: [] });
    assert.deepEqual([strikes.length, violations.length], [0, 0]);
    assert.ok(operations.length > 100);
  });
});

test("knobs that are given replace what the seed draws", () => {
  const { knobs, operations } = runPlan({ ...PLAN, seconds: 2, knobs: { clients: 1, keys: 1 } });
  assert.deepEqual([knobs.clients, knobs.keys], [1, 1]);
  assert.deepEqual([...new Set(operations.map(({ client }) => client))], [0]);
});

describe("seeds that once found a bug", () => {
  const ledger = readFileSync(new URL("../../../docs/internals/bugs-found.md", import.meta.url), "utf8");
  for (const { plan, bug } of regressions) {
    test(`${replayCommand(plan)}: ${bug}`, () => {
      assert.deepEqual(runPlan(plan).violations, []);
      assert.ok(ledger.includes(replayCommand(plan).replace(" TRACE=1 make sim", "")), "it stands in the ledger");
    });
  }
});
