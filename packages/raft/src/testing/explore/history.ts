import type { ReplicaId } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import { StateWriter } from "../../encode-state.js";
import { apply, type Machine } from "../machine.js";
import { textOf } from "./encode-life.js";
import { unchanged, type Rename } from "./rename.js";
import type { Named, Universe } from "./universe.js";

/** What was committed, and by the leader of which term. */
export interface Committed {
  readonly entry: Entry;
  readonly inTerm: number;
}

/** A read that was not answered yet. */
export interface ReadBegun {
  readonly id: number;
  readonly by: ReplicaId;
  /** What was committed when it began: the answer must not be below. */
  readonly floor: number;
}

/** What nobody in the group need remember, but must never be contradicted. */
export interface Past {
  readonly base: number;
  /** Behind `base`, without gaps. */
  readonly committed: readonly Committed[];
  /** The state machine at `base`, and after each of `committed`. */
  readonly machines: readonly Machine[];
  /** By ascending term. */
  readonly leaders: readonly { readonly term: number; readonly leader: ReplicaId }[];
  readonly reads: readonly ReadBegun[];
}

export interface History extends Named, Past {}

/** Everything that happened so far in any situation, each history once. */
export class Histories {
  readonly all: History[] = [];
  readonly #universe: Universe;
  readonly #byName = new Map<string, History>();

  constructor(universe: Universe) {
    this.#universe = universe;
  }

  of(past: Past): History {
    const name = pastName(past, unchanged);
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const names = this.#universe.namesOf((rename) => pastName(past, rename));
    const history: History = { ...past, number: this.all.length, names };
    this.all.push(history);
    this.#byName.set(name, history);
    return history;
  }
}

/** The last index that anybody knows to be committed. */
export function lastCommitted({ base, committed }: Past): number {
  return base + committed.length;
}

export function withCommitted(past: Past, entry: Entry, inTerm: number): Past {
  const last = past.machines.at(-1);
  const machines = last === undefined ? past.machines : [...past.machines, apply(last, entry)];
  return { ...past, committed: [...past.committed, { entry, inTerm }], machines };
}

function pastName({ base, committed, leaders, reads }: Past, rename: Rename): string {
  const writer = new StateWriter(0, rename);
  writer.number(base);
  writer.number(committed.length);
  for (const { entry, inTerm } of committed) {
    writer.entry(entry);
    writer.number(inTerm);
  }
  writer.number(leaders.length);
  for (const { term, leader } of leaders) {
    writer.number(term);
    writer.id(leader);
  }
  for (const { id, by, floor } of reads) {
    writer.number(id);
    writer.id(by);
    writer.number(floor);
  }
  return `history ${textOf(writer.bytes())}`;
}
