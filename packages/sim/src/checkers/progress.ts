import type { Checker, CheckerWorld } from "./checker.js";

/** After the troubles every client gets on. */
export function progress(world: CheckerWorld): Checker {
  return {
    recovered: ({ now, calmFor, clients, operations }) => {
      const latest = new Map<number, number>();
      for (const { client, output, return: returned } of operations)
        if (output !== undefined) latest.set(Number(client), returned);
      const since = now - Math.floor(calmFor / 2);
      for (let client = 0; client < clients; client++) {
        if ((latest.get(client) ?? 0) >= since) continue;
        world.violated(`client ${client} got no answer for ${Math.floor(calmFor / 2_000_000)} seconds without trouble`);
        return;
      }
    },
  };
}
