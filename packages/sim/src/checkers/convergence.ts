import type { Process } from "../world/process.js";
import type { Checker, CheckerWorld } from "./checker.js";

/**
 * When nothing happens any more, every member of the configuration runs and has applied everything, no other process runs, and
 * the list of members says the same.
 */
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
  const leader = processes.find(({ view }) => view?.role === "leader");
  if (leader?.group === undefined) return "nobody leads";
  const { lastIndex, configuration } = leader.group.status;
  for (const { id, member } of configuration.hosts) {
    const applied = processes.find(({ replica }) => replica === id)?.machine?.applied;
    if (applied !== lastIndex) return `${member} has applied ${applied ?? "nothing"} of ${lastIndex}`;
  }
  const isLeft = ({ isRunning, replica }: Process): boolean =>
    isRunning && replica <= configuration.lastId && configuration.hosts.every(({ id }) => id !== replica);
  const left = processes.find(isLeft);
  return left === undefined ? leader.unsettled : `${left.member} runs, and takes no part`;
}
