import type { ReplicaId } from "@keyval/raft";
import type { Checker, CheckerWorld } from "./checker.js";

/** Election safety (§5.2 of the paper): at most one leader in a term. */
export function oneLeaderPerTerm(world: CheckerWorld): Checker {
  const leaders = new Map<number, ReplicaId>();
  return {
    stepped: ({ view }) => {
      if (view?.role !== "leader") return;
      const known = leaders.get(view.term) ?? view.id;
      leaders.set(view.term, known);
      if (known !== view.id) world.violated(`term ${view.term} has two leaders, ${known} and ${view.id}`);
    },
  };
}
