import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { replayCommand, type Plan } from "../plan.js";
import type { Summary } from "./summary.js";

export interface RunPlansOptions {
  readonly plans: Iterable<Plan>;
  /** Plans end in any order; false stops all the others. */
  readonly ended: (summary: Summary) => boolean;
  readonly signal?: AbortSignal;
}

/** Runs plans on all cores. A plan that brings down the simulator itself fails the whole. */
export async function runPlans({ plans, ended, signal }: RunPlansOptions): Promise<void> {
  const queue = plans[Symbol.iterator]();
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(workerUrl, { env: {} }));
  const stopped = new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
  let goesOn = signal?.aborted !== true;
  const serve = async (thread: Worker): Promise<void> => {
    for (let next = queue.next(); goesOn && next.done !== true; next = queue.next()) {
      const summary = await runOn(thread, next.value);
      goesOn &&= ended(summary);
    }
  };
  try {
    await Promise.race([stopped, Promise.all(threads.map(serve))]);
  } finally {
    goesOn = false;
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

const workerUrl = new URL("worker.js", import.meta.url);

function runOn(thread: Worker, plan: Plan): Promise<Summary> {
  return new Promise((resolve, reject) => {
    const forget = (): void => {
      thread.off("message", onMessage).off("error", onError);
    };
    const onMessage = (summary: Summary): void => {
      forget();
      resolve(summary);
    };
    const onError = (error: Error): void => {
      forget();
      reject(new Error(`The simulator itself failed in ${replayCommand(plan)}`, { cause: error }));
    };
    thread.on("message", onMessage).on("error", onError);
    thread.postMessage(plan);
  });
}

/** The same plan for each of `count` seeds. */
export function* plansFor(plan: Omit<Plan, "seed">, first: number, count: number): Iterable<Plan> {
  for (let seed = first; seed < first + count; seed++) yield { ...plan, seed };
}
