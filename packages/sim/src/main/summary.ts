import type { CheckerClass } from "../checkers/checker.js";
import { runPlan, type Plan } from "../plan.js";
import type { Violation } from "../world/judge.js";
import type { SimulationResult } from "../world/simulation.js";
import { savePicture } from "./picture.js";

/** What is kept of a run: little, so that it can be handed from thread to thread. */
export interface Summary {
  readonly plan: Plan;
  /** What it failed of: the first thing that went wrong decides. */
  readonly failure: CheckerClass | undefined;
  readonly violations: readonly Violation[];
  /** The file with a picture of a history that has no order. */
  readonly picture: string | undefined;
  readonly traceHash: string;
  readonly operations: number;
  readonly elections: number;
  readonly simulatedSeconds: number;
  readonly realMilliseconds: number;
  /** How often each kind of trouble came, and everything else that was counted. */
  readonly faults: ReadonlyMap<string, number>;
  readonly events: ReadonlyMap<string, number>;
}

export function summarize(plan: Plan): Summary {
  const started = performance.now();
  const result = runPlan(plan);
  const { violations, traceHash, elections, simulatedSeconds, strikes, events } = result;
  const faults = new Map<string, number>();
  for (const { kind } of strikes) faults.set(kind, (faults.get(kind) ?? 0) + 1);
  return {
    plan,
    failure: violations[0]?.class,
    violations,
    picture: savePicture(result),
    traceHash,
    operations: operationsOf(result),
    elections,
    simulatedSeconds,
    realMilliseconds: performance.now() - started,
    faults,
    events: new Map(Array.from(events).filter(([kind]) => !faults.has(kind))),
  };
}

/** How much clients asked for. */
export function operationsOf({ operations, run }: SimulationResult): number {
  return operations.length + (run?.calls.length ?? 0);
}
