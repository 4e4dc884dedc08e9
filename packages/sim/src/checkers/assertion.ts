import type { Checker, CheckerWorld } from "./checker.js";

/** A process ends by itself only if its disk failed. */
export function assertion(world: CheckerWorld): Checker {
  return {
    ended: ({ member }, reason) => {
      world.violated(`${member}: ${reason.stack ?? reason.message}`);
    },
  };
}
