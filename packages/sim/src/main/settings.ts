import type { Plan } from "../plan.js";
import type { KnobChoice } from "../world/knobs.js";

/** What the environment asks for. */
export type Settings =
  | { readonly mode: "one"; readonly plan: Plan; readonly trace: boolean; readonly shrink: boolean }
  | { readonly mode: "many"; readonly plan: Omit<Plan, "seed">; readonly first: number; readonly seeds: number }
  | { readonly mode: "long"; readonly plan: Omit<Plan, "seed">; readonly first: number | undefined };

const SEEDS = 200;
const SECONDS = 60;

type Environment = Readonly<Record<string, string | undefined>>;

export function readSettings(environment: Environment): Settings {
  const plan = {
    seconds: readNumber(environment, "SECONDS") ?? SECONDS,
    knobs: readKnobs(environment["KNOBS"]),
    strikes: readStrikes(environment["STRIKES"]),
  };
  const seed = readNumber(environment, "SEED");
  if (seed !== undefined) {
    const shrink = environment["SHRINK"] === "1";
    return { mode: "one", plan: { ...plan, seed }, trace: environment["TRACE"] === "1", shrink };
  }
  const first = readNumber(environment, "FIRST");
  if (environment["LONG"] === "1") return { mode: "long", plan, first };
  return { mode: "many", plan, first: first ?? 1, seeds: readNumber(environment, "SEEDS") ?? SEEDS };
}

function readNumber(environment: Environment, name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === "") return undefined;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${name}=${text} is not a whole number`);
  return number;
}

/** Some of the knobs that a run prints in its first line, as JSON. */
function readKnobs(text = "{}"): KnobChoice {
  return JSON.parse(text) as KnobChoice;
}

function readStrikes(text: string | undefined): readonly number[] | undefined {
  if (text === undefined || text === "") return undefined;
  return text === "none" ? [] : text.split(",").map((index) => readNumber({ STRIKES: index }, "STRIKES") ?? 0);
}
