import type { Plan } from "./plan.js";

/** A run that found a bug, kept so that the bug can not come back; `docs/internals/bugs-found.md` tells its story. */
export interface Regression {
  readonly plan: Plan;
  readonly bug: string;
}

export const regressions: readonly Regression[] = [];
