import { replayCommand, runPlan, type Plan } from "../plan.js";
import { shrink } from "../shrink.js";
import { exitCode } from "./exit-code.js";
import { savePicture } from "./picture.js";
import { operationsOf } from "./summary.js";

const SHRINKING_RUNS = 400;

/** One run, to be looked at; gives its exit code. */
export function oneRun(plan: Plan, withTrace: boolean, print: (line: string) => void): number {
  const result = runPlan(plan, withTrace ? print : undefined);
  const { violations, traceHash, simulatedSeconds, strikes } = result;
  const failure = violations[0]?.class;
  print("");
  for (const { checker, sentence } of violations) print(`${checker}: ${sentence}`);
  print(`seed ${plan.seed}: ${failure ?? "no"} failure in ${simulatedSeconds} simulated seconds`);
  print(`${operationsOf(result)} operations, ${strikes.length} faults, trace ${traceHash}`);
  if (failure !== undefined) print(`  ${replayCommand(plan)}`);
  const picture = savePicture(result);
  if (picture !== undefined) print(`  open ${picture} in a browser`);
  return exitCode([failure]);
}

/** Looks for less that fails in the same way, and says how to see it. */
export function shrinkRun(plan: Plan, print: (line: string) => void): number {
  let runs = 0;
  const run = (tried: Plan): ReturnType<typeof runPlan> => {
    runs += 1;
    return runPlan(tried);
  };
  const found = (smaller: Plan): void => {
    const faults = smaller.strikes === undefined ? "all" : smaller.strikes.length.toString();
    print(`run ${runs}: still fails with ${faults} faults in ${smaller.seconds} seconds`);
  };
  const smallest = shrink(plan, { run, runsMax: SHRINKING_RUNS, found });
  if (smallest === undefined) {
    print(`seed ${plan.seed} does not fail`);
    return 0;
  }
  return oneRun(smallest, false, print);
}
