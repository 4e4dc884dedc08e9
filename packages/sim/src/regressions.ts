import type { Plan } from "./plan.js";

/** A run that found a bug, kept so that the bug can not come back; `docs/internals/bugs-found.md` tells its story. */
export interface Regression {
  readonly plan: Plan;
  readonly bug: string;
}

export const regressions: readonly Regression[] = [
  {
    plan: { seed: 2_002_626, seconds: 10, knobs: {}, strikes: undefined },
    bug: "entries that were being moved to the log's end were read there before they were written",
  },
  {
    plan: { seed: 2_001_241, seconds: 10, knobs: {}, strikes: undefined },
    bug: "entries that were being read to be applied were applied while a snapshot was being installed",
  },
  {
    plan: { seed: 3, seconds: 20, knobs: { keyspace: {} }, strikes: undefined },
    bug: "a deposed leader's lease time was sent on to the next leader",
  },
];
