import { AssertionError } from "../../assert.js";
import { perform } from "./actions.js";
import { PropertyViolated } from "./check.js";
import { checkLiveness } from "./liveness.js";
import type { Action, Plan } from "./plan.js";
import type { Tally } from "./tally.js";
import { World } from "./world.js";

export interface Run {
  readonly tally: Tally;
  readonly steps: number;
  /** What went wrong, if anything did. */
  readonly failure: string | undefined;
}

/** Carries out a plan, then heals the world and demands progress of it. */
export function run(plan: Plan, trace?: string[]): Run {
  const world = new World(plan.knobs, plan.seed);
  world.trace = trace;
  let failure: string | undefined;
  try {
    for (const action of plan.actions) perform(world, action);
    checkLiveness(world);
  } catch (error) {
    if (!(error instanceof PropertyViolated || error instanceof AssertionError)) throw error;
    failure = `${error.name}: ${error.message}`;
    for (const { id, status } of world.all) trace?.push(`${id}: ${JSON.stringify(status)}`);
  }
  return { tally: world.tally, steps: world.checker.steps, failure };
}

/** The rule that a failure names, without its numbers. */
function ruleOf(failure: string | undefined): string | undefined {
  return failure?.replace(/ \(.*/, "");
}

/**
 * Leaves out actions as long as the run still fails by the same rule: halves first, then quarters, and so on down to
 * single ones.
 */
export function shrink(plan: Plan, runsMax = 2_000): Plan {
  const rule = ruleOf(run(plan).failure);
  let { actions } = plan;
  let runs = 0;
  for (let size = Math.ceil(actions.length / 2); size >= 1 && runs < runsMax; size = Math.floor(size / 2)) {
    for (let start = 0; start < actions.length && runs < runsMax;) {
      const rest: Action[] = [...actions.slice(0, start), ...actions.slice(start + size)];
      runs += 1;
      if (ruleOf(run({ ...plan, actions: rest }).failure) === rule) actions = rest;
      else start += size;
    }
  }
  return { ...plan, actions };
}
