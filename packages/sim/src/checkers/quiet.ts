import type { Checker, CheckerWorld } from "./checker.js";

/** Nobody holds an election in a healthy cluster. */
export function quiet(world: CheckerWorld): Checker {
  let before = 0;
  return {
    calmed: ({ elections }) => {
      before = elections;
    },
    rested: ({ elections, mayDisturb }) => {
      if (elections > before && !mayDisturb) world.violated("a healthy cluster held an election");
    },
  };
}
