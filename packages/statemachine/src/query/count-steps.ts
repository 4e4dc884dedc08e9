import { Budget } from "../key-index/budget.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { KeyRange } from "../range/key-range.js";
import type { Steps } from "./steps.js";

/** How many keys of the range are live at a revision that is pinned. */
export function* countSteps(
  { index, sliceSizes }: Keyspace,
  { first, end }: KeyRange,
  revision: number,
): Steps<number> {
  const counting = index.counting(first, end, revision);
  while (!counting.step(new Budget(sliceSizes.scan))) yield;
  return counting.count;
}
