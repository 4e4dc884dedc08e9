import { check } from "../linearizability/check.js";
import { keyModel } from "../linearizability/key-model.js";
import type { Checker, CheckerWorld } from "./checker.js";

/** Steps of the search for a linearization, for each key. */
export const SEARCH_BOUND = 2_000_000;

/** There is one order of all operations that explains every answer, each between its call and its return. */
export function linearizability(world: CheckerWorld, bound = SEARCH_BOUND): Checker {
  return {
    rested: ({ operations }) => {
      const { verdict, parts } = check(keyModel, operations, bound);
      if (verdict === "undecided") world.happened("history undecided");
      if (verdict !== "violation") return;
      world.violated(`key ${parts.at(-1)?.key ?? "?"} has no order that explains all answers`);
    },
  };
}
