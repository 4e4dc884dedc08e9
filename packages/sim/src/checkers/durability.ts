import type { Checker, CheckerWorld } from "./checker.js";

const REMEMBERED = 500;

/** Leader completeness (§5.4.3 of the paper), as clients see it: what was acknowledged is in every later leader's log. */
export function durability(world: CheckerWorld): Checker {
  const leaders = new WeakMap<object, number>();
  /** Terms of the latest acknowledged entries, by index. */
  const acknowledged = new Map<number, number>();
  let highest = 0;
  const termOf = (index: number): number | undefined => {
    for (const { group, view } of world.processes()) {
      if (group !== undefined && view !== undefined && view.committed >= index && view.base < index) {
        return group.termAt(index);
      }
    }
    return undefined;
  };
  return {
    recorded: ({ output }) => {
      if (output?.type !== "changed") return;
      const { revision } = output;
      highest = Math.max(highest, revision);
      const term = termOf(revision);
      if (term !== undefined) acknowledged.set(revision, term);
      const [oldest] = acknowledged.keys();
      if (acknowledged.size > REMEMBERED && oldest !== undefined) acknowledged.delete(oldest);
    },
    stepped: ({ group, view, member }) => {
      if (group === undefined || view?.role !== "leader" || leaders.get(group) === view.term) return;
      leaders.set(group, view.term);
      if (view.lastIndex < highest) {
        world.violated(`${member} leads term ${view.term} without ${highest}, which was acknowledged`);
        return;
      }
      for (const [index, term] of acknowledged) {
        if (index > view.base && group.termAt(index) !== term) {
          world.violated(`${member} leads term ${view.term} with another entry ${index} than was acknowledged`);
          return;
        }
      }
    },
    rested: () => {
      for (const { view, machine, member } of world.processes()) {
        if (view?.role !== "leader" || machine === undefined || machine.applied >= highest) continue;
        world.violated(`in the end ${member} has applied ${machine.applied}, but ${highest} was acknowledged`);
      }
    },
  };
}
