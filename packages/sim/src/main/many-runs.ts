import type { Plan } from "../plan.js";
import { exitCode } from "./exit-code.js";
import { plansFor, runPlans } from "./run-plans.js";
import { failureLines, progressLine, table } from "./report.js";
import { Tally } from "./tally.js";

export interface ManyRuns {
  readonly plan: Omit<Plan, "seed">;
  readonly first: number;
  /** Infinite: until it is stopped. */
  readonly seeds: number;
  readonly print: (line: string) => void;
  /** Shows how far it is, again and again in the same place. */
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
  /** Hears now and then, and in the end, what there is so far. */
  readonly soFar?: (tally: Tally) => void;
}

const PROGRESS_MILLISECONDS = 1_000;

/** Runs the plan with many seeds on all cores; gives the exit code. */
export async function manyRuns({ plan, first, seeds, ...options }: ManyRuns): Promise<number> {
  const { print, progress, signal, soFar } = options;
  const tally = new Tally();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const timer = setInterval(() => {
    progress(progressLine(tally, seeds, seconds()));
    soFar?.(tally);
  }, PROGRESS_MILLISECONDS);
  try {
    await runPlans({
      plans: plansFor(plan, first, seeds),
      ended: (summary) => {
        tally.add(summary);
        if (summary.failure !== undefined) print(failureLines(summary));
        return true;
      },
      signal,
    });
  } finally {
    clearInterval(timer);
    soFar?.(tally);
  }
  print(table(tally, seconds()));
  return exitCode(tally.failures.map(({ failure }) => failure));
}
