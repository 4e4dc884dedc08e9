import { execFile } from "node:child_process";
import type { CheckerName } from "../checkers/checker.js";
import type { KnobChoice } from "../world/knobs.js";

/** Which runs to make. */
export interface Hunt {
  readonly knobs: KnobChoice;
  /** The seeds from 1 up to this one. */
  readonly seeds: number;
  /** The hunt ends with the first seed in which this checker speaks. */
  readonly checker: CheckerName;
}

/** What the checkers said, each as if it had watched alone. */
export interface Catch {
  /** How many seeds were run. */
  readonly seeds: number;
  /** The one that spoke first in the last seed. */
  readonly first?: CheckerName;
  /** By checker, the first seed in which it spoke, and what it said. */
  readonly by: Readonly<Partial<Record<CheckerName, { readonly seed: number; readonly sentence: string }>>>;
}

/** How long clients work while things go wrong, without what no bug but those that ask for it has to do with. */
export function huntedWorld(knobs: KnobChoice): { readonly seconds: number; readonly knobs: KnobChoice } {
  return { seconds: 10, knobs: { applyDelayMicroseconds: 0, ...knobs } };
}

/** No hunt takes nearly as long; a bug may make a run go round for ever. */
const ENDLESS = 20 * 60_000;

/** Runs a copied tree's simulator in a process of its own. */
export function hunt(script: string, what: Hunt): Promise<Catch> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, JSON.stringify(what)], { timeout: ENDLESS }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Catch);
      else reject(new Error(`The hunt itself failed:\n${stderr}`, { cause: error }));
    });
  });
}
