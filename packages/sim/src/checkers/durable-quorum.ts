import type { ReplicaId } from "@keyval/raft";
import type { Checker, CheckerWorld } from "./checker.js";

/**
 * What a leader calls committed is on the disks of a majority, and, while two configurations are joint, of both; or was,
 * when it was acked.
 */
export function durableQuorum(world: CheckerWorld): Checker {
  const seen = new WeakMap<object, number>();
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
      seen.set(group, committed);
      const term = group.termAt(committed);
      if (before === undefined || committed <= before || term === undefined) return;
      const found = holders(committed, term);
      for (const half of [configuration.voters, configuration.outgoing]) {
        const count = half.filter((voter) => found.has(voter)).length;
        if (half.length === 0 || 2 * count > half.length) continue;
        world.violated(`${id} calls ${committed} committed, which only ${count} of ${half.length} voters have on disk`);
      }
    },
  };
}
