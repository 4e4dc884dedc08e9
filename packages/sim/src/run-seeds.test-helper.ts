import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { failureLines, table } from "./main/report.js";
import { plansFor, runPlans } from "./main/run-plans.js";
import { Tally } from "./main/tally.js";
import type { Plan } from "./plan.js";
import { SeededRandom } from "./random.js";
import { EXPECTED_EVENTS } from "./world/expected-events.js";
import { drawKnobs, type KnobChoice } from "./world/knobs.js";

export interface Seeds {
  readonly first: number;
  readonly count: number;
  /** How long clients work in each of them. */
  readonly seconds: number;
  readonly knobs?: KnobChoice;
}

/** Runs seeds up to the first that fails, and tells what came in them. */
export async function runSeeds({ first, count, seconds, knobs = {} }: Seeds, context: TestContext): Promise<Tally> {
  const started = performance.now();
  const tally = await tallyOf(plansFor({ seconds, knobs, strikes: undefined }, first, count));
  for (const line of table(tally, (performance.now() - started) / 1000).split("\n")) context.diagnostic(line);
  assert.deepEqual(tally.failures.map(failureLines), []);
  assert.equal(tally.seeds, count);
  return tally;
}

/** Runs plans on all cores, up to the first that fails. */
export async function tallyOf(plans: Iterable<Plan>): Promise<Tally> {
  const tally = new Tally();
  await runPlans({
    plans,
    ended: (summary) => {
      tally.add(summary);
      return summary.failure === undefined;
    },
  });
  return tally;
}

/** A kind of trouble that never comes proves nothing. */
export function assertAllTroublesCame(tally: Tally): void {
  const kinds = Object.keys(drawKnobs(new SeededRandom(1)).troubles);
  assert.deepEqual(
    kinds.filter((kind) => !tally.faults.has(kind)),
    [],
  );
}

/** For a thousand seeds and more: rare events too. */
export function assertEverythingCame(tally: Tally): void {
  assertAllTroublesCame(tally);
  assertEventsCame(tally, EXPECTED_EVENTS);
}

export function assertEventsCame(tally: Tally, expected: readonly string[]): void {
  assert.deepEqual(
    expected.filter((event) => !tally.events.has(event)),
    [],
  );
}
