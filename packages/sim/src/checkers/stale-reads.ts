import type { Checker, CheckerWorld } from "./checker.js";

/** A serializable read may be old, but it shows a state that there was, and no older one than the same client saw there. */
export function staleReads(world: CheckerWorld): Checker {
  const registers = new Map<string, string>();
  const seen = new WeakMap<object, Map<number, number>>();
  const check = (key: string, revision: number, register: string): void => {
    if (revision === 0) return;
    const place = `${key}@${revision}`;
    const known = registers.get(place) ?? register;
    registers.set(place, known);
    if (known !== register)
      world.violated(`key ${key} at revision ${revision} was read as ${known} and as ${register}`);
  };
  return {
    recorded: ({ key, output }) => {
      if (output?.type !== "read") return;
      check(key, output.modRevision, `${output.value ?? ""}/${output.version}`);
    },
    readStale: ({ client, process: { member, group }, key, value, version, revision, applied }) => {
      check(String(key), revision, `${value}/${version}`);
      if (revision > applied) world.violated(`${member} showed revision ${revision} at ${applied}`);
      if (group === undefined) return;
      const ofLife = seen.get(group) ?? new Map<number, number>();
      seen.set(group, ofLife);
      const before = ofLife.get(client) ?? 0;
      if (applied < before)
        world.violated(`${member} showed client ${client} its state at ${before}, then at ${applied}`);
      ofLife.set(client, applied);
    },
  };
}
