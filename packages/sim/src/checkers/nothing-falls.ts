import type { Checker, CheckerWorld } from "./checker.js";

/** What was last seen of one member, in the life that it is in. */
interface Seen {
  readonly group: object;
  readonly term: number;
  readonly committed: number;
  readonly durableTerm: number;
}

/** Terms and commit indexes never fall while a process lives, and a durable term not even when it is restarted. */
export function nothingFalls(world: CheckerWorld): Checker {
  const seen = new Map<string, Seen>();
  return {
    stepped: ({ group, view, member, mirror }) => {
      if (group === undefined || view === undefined) return;
      const { term, committed } = view;
      const before = seen.get(member);
      const least = Math.max(before?.durableTerm ?? 0, before?.group === group ? before.term : 0);
      if (term < least) world.violated(`${member} was in term ${least} and is in ${term}`);
      if (before?.group === group && committed < before.committed) {
        world.violated(`${member} knew ${before.committed} as committed and now knows ${committed}`);
      }
      if (before?.group === group && before.term === term && before.committed === committed) return;
      seen.set(member, { group, term, committed, durableTerm: mirror.hardState.term });
    },
    diskLost: (member) => {
      seen.delete(member);
    },
  };
}
