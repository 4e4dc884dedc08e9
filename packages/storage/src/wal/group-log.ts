import type { Entry, HardState, ReplicaId, TermRun } from "@keyval/raft";
import { assert } from "../assert.js";
import type { GroupId } from "../log.js";
import { Places } from "./places.js";

/** A snapshot with its configuration as bytes, whose meaning the log does not know. */
export interface SnapshotMark {
  readonly index: number;
  readonly term: number;
  readonly configuration: Uint8Array;
}

/** What the log knows of a group without reading any entry. */
export interface GroupFacts {
  readonly hardState: HardState;
  readonly snapshot: SnapshotMark;
  /** The last index that was released, and its term. */
  readonly base: number;
  readonly baseTerm: number;
  readonly last: number;
  /** The terms of the entries behind `base`: each run begins behind it, with a higher term than what precedes it. */
  readonly terms: readonly TermRun[];
  /** The entries of kind `configuration` behind the snapshot. */
  readonly configurations: readonly Entry[];
}

/** The state of a group that was only just named. */
const NEW_HARD_STATE: HardState = { term: 0, vote: 0, commit: 0 };

/** One group in the log. Whoever changes it has checked that it may be so: what is refused here is a bug. */
export class GroupLog implements GroupFacts {
  readonly group: GroupId;
  replica: ReplicaId;
  hardState = NEW_HARD_STATE;
  readonly places = new Places();
  #snapshot: SnapshotMark;
  #base: number;
  #baseTerm: number;
  #last: number;
  #terms: TermRun[] = [];
  #configurations: Entry[] = [];

  constructor(group: GroupId, replica: ReplicaId, snapshot: SnapshotMark) {
    this.group = group;
    this.replica = replica;
    this.#snapshot = snapshot;
    this.#base = this.#last = snapshot.index;
    this.#baseTerm = snapshot.term;
  }

  get snapshot(): SnapshotMark {
    return this.#snapshot;
  }

  get base(): number {
    return this.#base;
  }

  get baseTerm(): number {
    return this.#baseTerm;
  }

  get last(): number {
    return this.#last;
  }

  get terms(): readonly TermRun[] {
    return this.#terms;
  }

  get configurations(): readonly Entry[] {
    return this.#configurations;
  }

  get lastTerm(): number {
    return this.#terms.at(-1)?.term ?? this.#baseTerm;
  }

  /** Takes over what is known of the group; the places of entries stay where they still stand for something. */
  restore(facts: GroupFacts): void {
    this.hardState = facts.hardState;
    this.#snapshot = facts.snapshot;
    this.#base = facts.base;
    this.#baseTerm = facts.baseTerm;
    this.#last = facts.last;
    this.#terms = [...facts.terms];
    this.#configurations = [...facts.configurations];
    this.places.release(facts.base);
    this.places.truncateFrom(facts.last + 1);
  }

  /** The log is emptied and begins behind the snapshot. */
  reset(snapshot: SnapshotMark): void {
    this.places.clear();
    this.#snapshot = snapshot;
    this.#base = this.#last = snapshot.index;
    this.#baseTerm = snapshot.term;
    this.#terms = [];
    this.#configurations = [];
  }

  /** The snapshot holds everything up to its index; the entries stay. An older one than the last changes nothing. */
  mark(snapshot: SnapshotMark): void {
    if (snapshot.index <= this.#snapshot.index) return;
    assert(snapshot.index <= this.#last, "a snapshot is taken within the log", this.group, snapshot.index, this.#last);
    this.#snapshot = snapshot;
    this.#configurations = this.#configurations.filter((entry) => entry.index > snapshot.index);
  }

  /** Nothing up to `index` is needed any more. */
  release(index: number): void {
    if (index <= this.#base) return;
    assert(index <= this.#snapshot.index, "what is released is in a snapshot", this.group, index, this.#snapshot.index);
    this.#baseTerm = this.termAt(index);
    this.#base = index;
    this.#terms = this.#terms.filter((run) => run.first > index);
    this.places.release(index);
  }

  /** The entries from `index` on are about to be replaced, or the log goes on there. */
  truncateFrom(index: number): void {
    assert(index > this.#snapshot.index, "what a snapshot holds stays", this.group, index, this.#snapshot.index);
    assert(index <= this.#last + 1, "a log has no gaps", this.group, index, this.#last);
    if (index > this.#last) return;
    this.places.truncateFrom(index);
    this.#last = index - 1;
    while ((this.#terms.at(-1)?.first ?? 0) >= index) this.#terms.pop();
    while ((this.#configurations.at(-1)?.index ?? 0) >= index) this.#configurations.pop();
  }

  /** The next entry. */
  append(term: number): void {
    const { lastTerm } = this;
    assert(term >= lastTerm, "terms do not fall along a log", this.group, term, lastTerm);
    this.#last++;
    if (term > lastTerm) this.#terms.push({ first: this.#last, term });
  }

  /** The entry that was appended last is a configuration. */
  configured(entry: Entry): void {
    this.#configurations.push(entry);
  }

  termAt(index: number): number {
    return this.#terms.findLast((run) => run.first <= index)?.term ?? this.#baseTerm;
  }
}
