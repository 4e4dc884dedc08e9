import type { Checker, CheckerWorld } from "./checker.js";

/**
 * The same index, the same state, on every member and in every life: nothing that was applied is ever undone. Reads see it
 * too, those that ask nobody else included: such a read may be old, but it shows a state that there was, and no older one
 * than the same client saw there.
 */
export function sameState(world: CheckerWorld): Checker {
  /** As the first member that got there had it. */
  const states = new Map<number, { readonly digest: number; readonly member: string }>();
  const registers = new Map<string, string>();
  const seen = new WeakMap<object, Map<number, number>>();
  const compare = (key: string, revision: number, register: string): void => {
    if (revision === 0) return;
    const place = `${key}@${revision}`;
    const known = registers.get(place) ?? register;
    registers.set(place, known);
    if (known !== register)
      world.violated(`key ${key} at revision ${revision} was read as ${known} and as ${register}`);
  };
  return {
    reached: (member, applied, digest) => {
      const known = states.get(applied);
      if (known === undefined) states.set(applied, { digest, member });
      else if (known.digest !== digest) {
        world.violated(`at ${applied}, ${member} has another state than ${known.member} had`);
      }
    },
    recorded: ({ key, output }) => {
      if (output?.type !== "read") return;
      compare(key, output.modRevision, `${output.value ?? ""}/${output.version}`);
    },
    readStale: ({ client, process: { member, group }, key, value, version, revision, applied }) => {
      compare(String(key), revision, `${value}/${version}`);
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
