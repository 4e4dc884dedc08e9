import { setTimeout } from "node:timers/promises";
import { KeyValError } from "@keyval/client";
import { describeError } from "../connection/describe-error.js";
import { Latencies } from "./latencies.js";

export interface Load {
  /** How many requests are under way at a time. */
  readonly clients: number;
  /** Ends after so many requests, */
  readonly total?: number;
  /** or after this time. */
  readonly seconds?: number;
  /** No more than so many are begun in a second. */
  readonly perSecond?: number;
  /** Makes a request; the number tells it from the others. */
  readonly request: (number: number) => Promise<unknown>;
  readonly progress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export interface LoadResult {
  readonly latencies: Latencies;
  /** How often each error was met. */
  readonly errors: ReadonlyMap<string, number>;
  readonly seconds: number;
}

/** Makes requests side by side and measures each. Errors of the cluster are counted; anything else ends it. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const { clients, total = Infinity, seconds = Infinity, perSecond = Infinity, signal } = load;
  const latencies = new Latencies();
  const errors = new Map<string, number>();
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1_000;
  let begun = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const number = begun;
      const dueAt = number / perSecond;
      if (number >= total || Math.max(dueAt, elapsed()) >= seconds || signal?.aborted === true) return;
      begun += 1;
      const early = dueAt - elapsed();
      if (early > 0) await setTimeout(early * 1_000);
      const error = await measured(() => load.request(number), latencies);
      if (error !== undefined) errors.set(error, (errors.get(error) ?? 0) + 1);
      done += 1;
      load.progress?.(done);
    }
  };
  await Promise.all(Array.from({ length: clients }, worker));
  return { latencies, errors, seconds: elapsed() };
}

async function measured(request: () => Promise<unknown>, latencies: Latencies): Promise<string | undefined> {
  const began = performance.now();
  try {
    await request();
    latencies.add(performance.now() - began);
    return undefined;
  } catch (error) {
    if (!(error instanceof KeyValError)) throw error;
    return describeError(error);
  }
}
