import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CHECKER_CLASSES, type CheckerName } from "./checkers/checker.js";
import type { Plan } from "./plan.js";
import { SeededRandom } from "./random.js";
import { shrinkList } from "./shrink-list.js";
import { shrink, type ShrinkableRun } from "./shrink.js";

const PLAN: Plan = { seed: 1, seconds: 60, knobs: {}, strikes: undefined };

/** A run with 40 strikes in 60 seconds, that fails as the plan decides. */
function runOf(plan: Plan, checker: CheckerName | undefined, failsAt: number): ShrinkableRun {
  const all = Array.from({ length: 40 }, (_, index) => ({ index }));
  return {
    violations: checker === undefined ? [] : [{ checker, class: CHECKER_CLASSES[checker], sentence: "" }],
    simulatedSeconds: failsAt,
    knobs: { clients: plan.knobs.clients ?? 6 },
    strikes: all.filter(({ index }) => plan.strikes?.includes(index) ?? true),
  };
}

describe("a failing plan shrinks", () => {
  const needs = (plan: Plan): boolean =>
    plan.seconds >= 7 && [3, 17].every((index) => plan.strikes?.includes(index) ?? true);

  test("to what its failure needs", () => {
    const run = (plan: Plan): ShrinkableRun => runOf(plan, needs(plan) ? "sameState" : undefined, 8);
    const found: Plan[] = [];
    const smallest = shrink(PLAN, { run, runsMax: 1_000, found: (plan) => found.push(plan) });
    assert.deepEqual(smallest, { seed: 1, seconds: 9, knobs: { clients: 1 }, strikes: [3, 17] });
    assert.equal(smallest, found.at(-1));
  });

  test("and keeps to the checker that saw it", () => {
    const run = (plan: Plan): ShrinkableRun => runOf(plan, needs(plan) ? "sameState" : "assertion", 60);
    const smallest = shrink(PLAN, { run, runsMax: 1_000, found: () => undefined });
    assert.deepEqual(smallest?.strikes, [3, 17]);
  });

  test("also if it gets on no more, which shows only in the end", () => {
    const run = (plan: Plan): ShrinkableRun => runOf(plan, needs(plan) ? "progress" : undefined, plan.seconds + 15);
    assert.equal(shrink(PLAN, { run, runsMax: 1_000, found: () => undefined })?.seconds, 7);
  });

  test("only for so many runs", () => {
    let runs = 0;
    const run = (plan: Plan): ShrinkableRun => {
      runs += 1;
      return runOf(plan, needs(plan) ? "sameState" : undefined, 60);
    };
    assert.ok(shrink(PLAN, { run, runsMax: 10, found: () => undefined }) !== undefined);
    assert.equal(runs, 11);
  });
});

test("a plan that does not fail is not shrunk", () => {
  const run = (plan: Plan): ShrinkableRun => runOf(plan, undefined, 81);
  assert.equal(shrink(PLAN, { run, runsMax: 100, found: () => assert.fail() }), undefined);
});

test("whatever a failure needs of a list is what is left of it", () => {
  const random = new SeededRandom(1);
  for (let round = 0; round < 200; round++) {
    const list = Array.from({ length: random.below(60) }, (_, i) => i);
    const needed = new Set(list.filter(() => random.chance(1, 8)));
    const fails = (shorter: readonly number[]): boolean => {
      const there = new Set(shorter);
      return [...needed].every((element) => there.has(element));
    };
    assert.deepEqual(shrinkList(list, fails), [...needed]);
  }
});
