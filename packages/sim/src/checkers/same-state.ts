import type { Checker, CheckerWorld } from "./checker.js";

/** The same index, the same state, on every member and in every life: nothing that was applied is ever undone. */
export function sameState(world: CheckerWorld): Checker {
  /** As the first member that got there had it. */
  const states = new Map<number, { readonly digest: number; readonly member: string }>();
  return {
    reached: (member, applied, digest) => {
      const known = states.get(applied);
      if (known === undefined) states.set(applied, { digest, member });
      else if (known.digest !== digest) {
        world.violated(`at ${applied}, ${member} has another state than ${known.member} had`);
      }
    },
  };
}
