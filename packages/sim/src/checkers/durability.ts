import type { Status } from "@keyval/raft";
import type { Group } from "@keyval/server/node";
import type { Checker, CheckerWorld } from "./checker.js";

const REMEMBERED = 500;

interface Acknowledged {
  /** Undefined if nobody had the entry itself any more. */
  readonly term: number | undefined;
  /** It was committed in this term or earlier. */
  readonly committedBy: number;
}

/** Leader completeness (§5.4.3 of the paper), as clients see it: what was acknowledged is in every later leader's log. */
export function durability(world: CheckerWorld): Checker {
  const leaders = new WeakMap<object, number>();
  /** The latest acknowledged entries, by index. */
  const acknowledged = new Map<number, Acknowledged>();
  let highest = 0;
  const whatIsKnownOf = (index: number): Acknowledged | undefined => {
    let [term, committedBy]: [number | undefined, number] = [undefined, Infinity];
    for (const { group, view } of world.processes()) {
      if (group === undefined || view === undefined || view.committed < index) continue;
      committedBy = Math.min(committedBy, view.term);
      if (view.base < index) term ??= group.termAt(index);
    }
    return committedBy === Infinity ? undefined : { term, committedBy };
  };
  return {
    recorded: ({ output }) => {
      if (output?.type !== "changed") return;
      const { revision } = output;
      highest = Math.max(highest, revision);
      const known = whatIsKnownOf(revision);
      if (known !== undefined) acknowledged.set(revision, known);
      const [oldest] = acknowledged.keys();
      if (acknowledged.size > REMEMBERED && oldest !== undefined) acknowledged.delete(oldest);
    },
    stepped: ({ group, view, member }) => {
      if (group === undefined || view?.role !== "leader" || leaders.get(group) === view.term) return;
      leaders.set(group, view.term);
      for (const [index, known] of acknowledged) {
        // A candidate that was paused may come into office when others lead later terms, and lack what they committed.
        if (known.committedBy >= view.term || hasEntry(group, view, index, known)) continue;
        world.violated(`${member} leads term ${view.term} without entry ${index}, which was acknowledged`);
        return;
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

function hasEntry(group: Group, { base, lastIndex }: Status, index: number, { term }: Acknowledged): boolean {
  return index <= base || (index <= lastIndex && (term === undefined || group.termAt(index) === term));
}
