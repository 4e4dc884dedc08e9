import type { Checker, CheckerWorld, Ending } from "./checker.js";

/** So many answers to each client show that it gets on. */
const ANSWERS = 3;

/** After the troubles every client gets on. */
export function progress(world: CheckerWorld): Checker {
  return {
    recovered: (ending) => {
      const client = clientBehind(ending);
      const seconds = Math.floor((ending.now - ending.calmSince) / 1_000_000);
      if (client !== undefined)
        world.violated(`client ${client} does not get on, ${seconds} seconds after all troubles`);
    },
  };
}

/** A client that got too few answers since the troubles ended. */
export function clientBehind({ answers }: Pick<Ending, "answers">): number | undefined {
  const behind = answers.findIndex((count) => count < ANSWERS);
  return behind === -1 ? undefined : behind;
}
