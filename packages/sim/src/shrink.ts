import type { Plan } from "./plan.js";
import { shrinkList } from "./shrink-list.js";
import type { SimulationResult } from "./world/simulation.js";

/** What of a run tells how to make it smaller. */
export interface ShrinkableRun extends Pick<SimulationResult, "violations" | "simulatedSeconds"> {
  readonly knobs: Pick<SimulationResult["knobs"], "clients">;
  readonly strikes: readonly { readonly index: number }[];
}

export interface ShrinkOptions {
  readonly run: (plan: Plan) => ShrinkableRun;
  /** Gives up after so many runs, with the smallest plan until then. */
  readonly runsMax: number;
  /** Hears of every smaller plan that still fails; the last one is the result. */
  readonly found: (plan: Plan) => void;
}

/** The smallest plan that was found to fail as `plan` does, by the same checker; undefined if `plan` does not fail. */
export function shrink(plan: Plan, options: ShrinkOptions): Plan | undefined {
  const result = options.run(plan);
  const failure = result.violations[0];
  if (failure === undefined) return undefined;
  const shrinker = new Shrinker(plan, result, options);
  // What comes after the failure can not have led to it; a failure to get on shows only in the end.
  if (failure.class !== "liveness") shrinker.shorten(Math.min(plan.seconds, result.simulatedSeconds + 1));
  shrinker.shrink();
  return shrinker.plan;
}

/** Holds a plan that fails. */
class Shrinker {
  plan: Plan;
  #result: ShrinkableRun;
  #runsLeft: number;
  readonly #checker: string | undefined;
  readonly #options: ShrinkOptions;

  constructor(plan: Plan, result: ShrinkableRun, options: ShrinkOptions) {
    this.plan = plan;
    this.#result = result;
    this.#checker = result.violations[0]?.checker;
    this.#runsLeft = options.runsMax;
    this.#options = options;
  }

  shrink(): void {
    for (let before: Plan | undefined; before !== this.plan && this.#runsLeft > 0;) {
      before = this.plan;
      this.#leaveOutStrikes();
      this.#leaveOutClients();
      for (let { seconds } = this.plan; seconds > 1; seconds = Math.floor(seconds / 2)) {
        if (!this.shorten(Math.floor(seconds / 2))) break;
      }
    }
  }

  shorten(seconds: number): boolean {
    return seconds < this.plan.seconds && this.#fails({ ...this.plan, seconds });
  }

  #leaveOutStrikes(): void {
    const happened = this.#result.strikes.map(({ index }) => index);
    shrinkList(happened, (strikes) => this.#fails({ ...this.plan, strikes }));
  }

  #leaveOutClients(): void {
    for (let clients = 1; clients < this.#result.knobs.clients; clients++) {
      if (this.#fails({ ...this.plan, knobs: { ...this.plan.knobs, clients } })) return;
    }
  }

  #fails(plan: Plan): boolean {
    if (this.#runsLeft <= 0) return false;
    this.#runsLeft -= 1;
    const result = this.#options.run(plan);
    if (result.violations[0]?.checker !== this.#checker) return false;
    this.plan = plan;
    this.#result = result;
    this.#options.found(plan);
    return true;
  }
}
