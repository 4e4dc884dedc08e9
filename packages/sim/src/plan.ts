import type { KnobChoice } from "./world/knobs.js";
import { simulate, type SimulationResult } from "./world/simulation.js";

/** Everything that decides how a run goes. Equal plans run alike, event for event. */
export interface Plan {
  readonly seed: number;
  /** How long clients work while things go wrong. */
  readonly seconds: number;
  /** Instead of what the seed draws. */
  readonly knobs: KnobChoice;
  /** The only strikes of the nemesis that happen, by their indexes; undefined for all. */
  readonly strikes: readonly number[] | undefined;
}

export function runPlan({ seed, seconds, knobs, strikes }: Plan, print?: (line: string) => void): SimulationResult {
  const masked = strikes === undefined ? {} : { strikes };
  return simulate({ seed, seconds, knobs, ...masked, ...(print && { print }) });
}

/** What to type to see this run again. */
export function replayCommand({ seed, seconds, knobs, strikes }: Plan): string {
  const words = [`SEED=${seed}`, `SECONDS=${seconds}`];
  if (Object.keys(knobs).length > 0) words.push(`KNOBS='${JSON.stringify(knobs)}'`);
  if (strikes !== undefined) words.push(`STRIKES=${strikes.length === 0 ? "none" : strikes.join(",")}`);
  return `${words.join(" ")} TRACE=1 make sim`;
}
