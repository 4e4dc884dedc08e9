import { type Operation, partition } from "./history.js";
import type { Model } from "./model.js";
import { type Placed, search } from "./search.js";
import { makeTask } from "./task.js";

export type Verdict = "linearizable" | "violation" | "undecided";

/** What was found about the operations on one key. */
export interface Part<S, I, O> {
  readonly key: string;
  readonly verdict: Verdict;
  readonly steps: number;
  /**
   * If linearizable, an order that explains everything that returned. In a violation, one that explains all that returned
   * before the first operation for which there is no place. If undecided, the longest that was tried.
   */
  readonly order: readonly Placed<S, I, O>[];
  /**
   * In a violation, the first operation for which there is no place: no order explains it together with all that returned
   * before. More than one if the bound was met before the first was found; then it is among them.
   */
  readonly unplaced: readonly Operation<I, O>[];
}

export interface Result<S, I, O> {
  readonly verdict: Verdict;
  readonly steps: number;
  /** In the order in which they were checked, the smallest first. A violation ends the check and is the last. */
  readonly parts: readonly Part<S, I, O>[];
}

/**
 * Whether there is an order of the operations, each between its call and its return, in which the model gives the same
 * outputs. A call at the very time of another's return is concurrent with it. Keys are checked apart ("P-compositionality",
 * Horn and Kroening, 2015). `bound` limits the search for each key; it counts steps, so that the verdict is the same on
 * every machine.
 */
export function check<S, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  bound: number,
): Result<S, I, O> {
  const parts: Part<S, I, O>[] = [];
  const keys = Array.from(partition(operations)).sort(([, a], [, b]) => a.length - b.length);
  for (const [key, ofKey] of keys) {
    const part = checkPart(model, key, ofKey, bound);
    parts.push(part);
    if (part.verdict === "violation") break;
  }
  const verdicts = parts.map((part) => part.verdict);
  const verdict = (["violation", "undecided"] as const).find((verdict) => verdicts.includes(verdict));
  return { verdict: verdict ?? "linearizable", steps: parts.reduce((sum, part) => sum + part.steps, 0), parts };
}

function checkPart<S, I, O>(
  model: Model<S, I, O>,
  key: string,
  operations: readonly Operation<I, O>[],
  bound: number,
): Part<S, I, O> {
  const byReturn = operations.toSorted((a, b) => (a.return < b.return ? -1 : a.return > b.return ? 1 : 0));
  const returned = byReturn.filter((operation) => operation.return !== Infinity).length;
  const { outcome, order, steps } = search(makeTask(model, byReturn, returned), bound);
  if (outcome === "none") return { key, verdict: "violation", ...firstBreak(model, byReturn, returned, bound, steps) };
  return { key, verdict: outcome === "found" ? "linearizable" : "undecided", order, unplaced: [], steps };
}

/**
 * Bisects for the first return that makes the history a violation. What returned later may be left out, but keeps its
 * answer. More returns only ask for more: an order for them begins with one for fewer.
 */
function firstBreak<S, I, O>(
  model: Model<S, I, O>,
  byReturn: readonly Operation<I, O>[],
  returned: number,
  bound: number,
  stepsBefore: number,
): Pick<Part<S, I, O>, "order" | "unplaced" | "steps"> {
  let steps = stepsBefore;
  let good = 0;
  let bad = returned;
  let order: readonly Placed<S, I, O>[] = [];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const result = search(makeTask(model, byReturn, middle), bound);
    steps += result.steps;
    // The violation stands; only where it begins stays open.
    if (result.outcome === "undecided") break;
    if (result.outcome === "none") bad = middle;
    else [good, order] = [middle, result.order];
  }
  const placed = new Set(order.map(({ operation }) => operation));
  return { order, unplaced: byReturn.slice(0, bad).filter((operation) => !placed.has(operation)), steps };
}
