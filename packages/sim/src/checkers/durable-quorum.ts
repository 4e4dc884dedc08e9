import type { ReplicaId } from "@keyval/raft";
import type { Checker, CheckerWorld } from "./checker.js";

/**
 * What a leader calls committed is of its own term (§5.4.2 of the paper), and on the disks of a majority, and, while two
 * configurations are joint, of both; or was, when it was acked.
 */
export function durableQuorum(world: CheckerWorld): Checker {
  const seen = new WeakMap<object, { readonly term: number; readonly committed: number }>();
  const holders = (index: number, term: number): Set<ReplicaId> => {
    const found = new Set<ReplicaId>();
    for (const { replica, mirror } of world.processes()) if (mirror.held(index, term)) found.add(replica);
    return found;
  };
  return {
    stepped: ({ group, view }) => {
      if (group === undefined || view?.role !== "leader") return;
      const { committed, configuration, id } = view;
      const before = seen.get(group);
      const isNew = before?.term !== view.term;
      if (!isNew && committed <= before.committed) return;
      seen.set(group, { term: view.term, committed });
      const term = group.termAt(committed);
      if (isNew || term === undefined) return;
      if (term !== view.term) world.violated(`${id} leads term ${view.term} and commits ${committed} of term ${term}`);
      const found = holders(committed, term);
      for (const half of [configuration.voters, configuration.outgoing]) {
        const count = half.filter((voter) => found.has(voter)).length;
        if (half.length === 0 || 2 * count > half.length) continue;
        world.violated(`${id} calls ${committed} committed, which only ${count} of ${half.length} voters have on disk`);
      }
    },
  };
}
