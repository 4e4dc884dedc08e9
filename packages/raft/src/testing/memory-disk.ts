import { assert } from "../assert.js";
import { NOBODY, type Configuration } from "../configuration.js";
import type { Entry, TermRun } from "../entry.js";
import type { HardState } from "../hard-state.js";
import type { Persist } from "../output.js";
import { neverRan, type Restored } from "../restored.js";
import type { Snapshot } from "../snapshot.js";
import { NOTHING_APPLIED, type Machine } from "./machine.js";

/** The durable half of a host in memory: what a replica finds again after a crash. */
export class MemoryDisk {
  hardState: HardState = { term: 0, vote: NOBODY, commit: 0 };
  /** The latest snapshot, and the state machine in it. */
  snapshot: Snapshot;
  machine: Machine = NOTHING_APPLIED;
  base = 0;
  baseTerm = 0;
  /** The entries behind `base`, without gaps. */
  entries: Entry[] = [];

  constructor(configuration?: Configuration) {
    this.snapshot = neverRan(configuration).snapshot;
  }

  get last(): number {
    return this.base + this.entries.length;
  }

  write({ hardState, snapshot, entries }: Persist, machine: Machine | undefined): void {
    this.hardState = hardState;
    if (snapshot !== undefined) {
      assert(machine?.applied === snapshot.index, "a snapshot comes with its state", snapshot.index, machine?.applied);
      this.snapshot = snapshot;
      this.machine = machine;
      this.base = snapshot.index;
      this.baseTerm = snapshot.term;
      this.entries = [];
    }
    for (const entry of entries) {
      const position = entry.index - this.base - 1;
      assert(position >= 0 && position <= this.entries.length, "a log has no gaps", entry.index, this.last);
      this.entries.length = position;
      this.entries.push(entry);
    }
  }

  takeSnapshot(snapshot: Snapshot, machine: Machine): void {
    this.snapshot = snapshot;
    this.machine = machine;
  }

  release(index: number): void {
    if (index <= this.base) return;
    this.baseTerm = this.termAt(index);
    this.entries = this.entries.slice(index - this.base);
    this.base = index;
  }

  termAt(index: number): number {
    if (index === this.base) return this.baseTerm;
    const entry = this.entries[index - this.base - 1];
    assert(entry !== undefined, "the term of an entry on disk", index, this.base, this.last);
    return entry.term;
  }

  read(from: number, last: number): readonly Entry[] {
    return from <= this.base ? [] : this.entries.slice(from - this.base - 1, last - this.base);
  }

  restored(tailCut = false): Restored {
    const { hardState, snapshot, base, baseTerm, last, entries } = this;
    const configurations = entries.filter((entry) => entry.kind === "configuration");
    const log = { base, baseTerm, last, terms: termRuns(baseTerm, entries), configurations };
    return { hardState, snapshot, log, applied: this.machine.applied, tailCut };
  }

  clone(): MemoryDisk {
    const copy = new MemoryDisk();
    Object.assign(copy, this);
    copy.entries = [...this.entries];
    return copy;
  }
}

function termRuns(baseTerm: number, entries: readonly Entry[]): TermRun[] {
  const runs: TermRun[] = [];
  let term = baseTerm;
  for (const entry of entries) {
    if (entry.term !== term) runs.push({ first: entry.index, term: entry.term });
    term = entry.term;
  }
  return runs;
}
