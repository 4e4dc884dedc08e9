import type { Checker, CheckerWorld } from "./checker.js";

/** Nobody holds an election in a healthy cluster. */
export function quiet(world: CheckerWorld): Checker {
  let before = { elections: 0, endedByDisks: 0 };
  return {
    calmed: (ending) => {
      before = ending;
    },
    rested: ({ elections, endedByDisks, mayDisturb }) => {
      const isHealthy = endedByDisks === before.endedByDisks && !mayDisturb;
      if (elections > before.elections && isHealthy) world.violated("a healthy cluster held an election");
    },
  };
}
