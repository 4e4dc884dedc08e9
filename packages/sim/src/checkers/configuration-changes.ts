import type { Checker, CheckerWorld } from "./checker.js";

/**
 * A leader changes the configuration only once it has committed an entry of its own term, and the configuration before:
 * otherwise two leaders could each commit a change that knows nothing of the other's (the flaw found in 2015 in §4.1 of
 * the thesis).
 */
export function configurationChanges(world: CheckerWorld): Checker {
  const seen = new WeakMap<object, { readonly term: number; readonly index: number }>();
  return {
    stepped: ({ group, view, member }) => {
      if (group === undefined || view?.role !== "leader") return;
      const { term, committed, configurationIndex: index } = view;
      const before = seen.get(group);
      if (before?.term === term && before.index === index) return;
      seen.set(group, { term, index });
      if (before?.term !== term) return;
      if (group.termAt(committed) !== term)
        world.violated(`${member} changes the configuration at ${index} before it has committed in term ${term}`);
      if (before.index > committed)
        world.violated(
          `${member} changes the configuration at ${index} before it has committed that at ${before.index}`,
        );
    },
  };
}
