import type { Process } from "../world/process.js";
import type { Checker, CheckerWorld } from "./checker.js";

/** When nothing happens any more, every member of the configuration runs and has applied everything. */
export function convergence(world: CheckerWorld): Checker {
  return {
    rested: () => {
      const lack = whatIsBehind(world.processes());
      if (lack !== undefined) world.violated(`in the end ${lack}`);
    },
  };
}

/** What keeps the members from being all alike, in words. */
export function whatIsBehind(processes: readonly Process[]): string | undefined {
  const group = processes.find(({ view }) => view?.role === "leader")?.group;
  if (group === undefined) return "nobody leads";
  const { lastIndex, configuration } = group.status;
  for (const { id, member } of configuration.hosts) {
    const applied = processes.find(({ replica }) => replica === id)?.machine?.applied;
    if (applied !== lastIndex) return `${member} has applied ${applied ?? "nothing"} of ${lastIndex}`;
  }
  return undefined;
}
