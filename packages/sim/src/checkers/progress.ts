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
export function clientBehind({ clients, operations, calmSince }: Ending): number | undefined {
  const answers = new Array<number>(clients).fill(0);
  for (const { client, output, return: returned } of operations) {
    const id = Number(client);
    if (output !== undefined && returned >= calmSince) answers[id] = (answers[id] ?? 0) + 1;
  }
  const behind = answers.findIndex((count) => count < ANSWERS);
  return behind === -1 ? undefined : behind;
}
