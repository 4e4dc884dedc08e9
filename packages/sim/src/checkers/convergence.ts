import type { Checker, CheckerWorld } from "./checker.js";

/** When nothing happens any more, every member of the configuration runs and has applied everything. */
export function convergence(world: CheckerWorld): Checker {
  return {
    rested: () => {
      const leader = world.processes().find(({ view }) => view?.role === "leader");
      const { group } = leader ?? {};
      if (group === undefined) {
        world.violated("in the end nobody leads");
        return;
      }
      const { lastIndex, configuration } = group.status;
      for (const { id, member } of configuration.hosts) {
        const process = world.processes().find(({ replica }) => replica === id);
        const applied = process?.machine?.applied;
        if (applied === lastIndex) continue;
        world.violated(`in the end ${member} has applied ${applied ?? "nothing"} of ${lastIndex}`);
        return;
      }
    },
  };
}
