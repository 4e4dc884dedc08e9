import { encodeConfiguration } from "@keyval/raft";
import type { Checker, CheckerWorld } from "./checker.js";

interface Known {
  readonly term: number;
  readonly member: string;
}

/** State machine safety (§5.4.3 of the paper): what one member knows as committed, no other has otherwise. */
export function committedLog(world: CheckerWorld): Checker {
  const terms = new Map<number, Known>();
  const configurations = new Map<number, string>();
  const checkedTo = new WeakMap<object, number>();
  const configured = new WeakMap<object, object>();
  return {
    stepped: ({ group, view, member }) => {
      if (group === undefined || view === undefined) return;
      const { committed, base, configuration, configurationIndex } = view;
      const checked = checkedTo.get(group) ?? 0;
      for (let index = Math.max(checked, base - 1) + 1; index <= committed; index++) {
        const term = group.termAt(index);
        if (term === undefined) continue;
        const known = terms.get(index);
        if (known === undefined) terms.set(index, { term, member });
        else if (known.term !== term) {
          world.violated(
            `entry ${index} is committed in term ${term} by ${member}, in ${known.term} by ${known.member}`,
          );
        }
      }
      if (committed !== checked) checkedTo.set(group, committed);
      // Whoever joins knows none at first.
      const isKnown = configuration.lastId > 0 && configurationIndex <= committed;
      if (!isKnown || configured.get(group) === configuration) return;
      configured.set(group, configuration);
      const bytes = encodeConfiguration(configuration).join();
      const known = configurations.get(configurationIndex) ?? bytes;
      configurations.set(configurationIndex, known);
      if (known !== bytes)
        world.violated(`${member} has another configuration at ${configurationIndex} than others had`);
    },
  };
}
