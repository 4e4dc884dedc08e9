import { decodeConfiguration } from "../../configuration-codec.js";
import { isMember, members, type Configuration, type ReplicaId } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import type { Snapshot } from "../../snapshot.js";
import { apply, type Machine } from "../machine.js";
import { check } from "./check.js";

interface Written {
  readonly entry: Entry;
  readonly prevTerm: number;
}

interface Committed {
  readonly term: number;
  /** Of the leader that counted it. */
  readonly committedIn: number;
  /** The state machine once this is applied, and the configuration in force here. */
  readonly machine: Machine;
  readonly configuration: Configuration;
}

/** What is true of the whole group, for ever: the properties of figure 3 of the paper that speak of all replicas. */
export class History {
  readonly #start: number;
  readonly #committed: Committed[];
  /** Every entry that was ever in a log, by index. */
  readonly #written = new Map<number, Written[]>();
  readonly #leaders = new Map<number, ReplicaId>();
  /** Everybody who was ever a member by a committed configuration. */
  readonly #members = new Set<ReplicaId>();
  /** For each term: whom each replica voted for. */
  readonly #votes = new Map<number, Map<ReplicaId, ReplicaId>>();

  constructor({ index, term, configuration }: Snapshot, machine: Machine) {
    this.#start = index;
    this.#committed = [{ term, committedIn: term, machine, configuration }];
    for (const id of members(configuration)) this.#members.add(id);
  }

  /** The highest index that any replica knew to be committed. */
  get committed(): number {
    return this.#start + this.#committed.length - 1;
  }

  /** Everything up to here was committed in terms before this one. */
  committedBefore(term: number): number {
    let index = this.committed;
    while (index > this.#start && this.#at(index).committedIn >= term) index -= 1;
    return index;
  }

  committedTermAt(index: number): number | undefined {
    return this.#committed[index - this.#start]?.term;
  }

  /** The latest committed configuration. */
  get configuration(): Configuration {
    return this.#at(this.committed).configuration;
  }

  /** Whether it was a member and, its id being never used again, will not be one any more. */
  wasRemoved(id: ReplicaId): boolean {
    return this.#members.has(id) && !isMember(this.configuration, id);
  }

  configurationAt(index: number): Configuration {
    return this.#at(index).configuration;
  }

  machineAt(index: number): Machine {
    return this.#at(index).machine;
  }

  /** Election Safety: at most one leader can be elected in a given term. */
  led(term: number, leader: ReplicaId): boolean {
    const known = this.#leaders.get(term);
    check(
      known === undefined || known === leader,
      "Election Safety: at most one leader in a term",
      term,
      known,
      leader,
    );
    this.#leaders.set(term, leader);
    return known === undefined;
  }

  /** Each server votes for at most one candidate in a given term, whatever it forgets. */
  voted(term: number, voter: ReplicaId, candidate: ReplicaId): void {
    const votes = this.#votes.get(term) ?? new Map<ReplicaId, ReplicaId>();
    const known = votes.get(voter);
    check(known === undefined || known === candidate, "at most one vote in a term", term, voter, known, candidate);
    this.#votes.set(term, votes.set(voter, candidate));
  }

  hasVoted(term: number, voter: ReplicaId, candidate: ReplicaId): boolean {
    return this.#votes.get(term)?.get(voter) === candidate;
  }

  /**
   * Log Matching: if two logs hold an entry with the same index and term, they are identical up to it. By induction it is
   * enough that equal entries have predecessors of equal terms.
   */
  wrote(entry: Entry, prevTerm: number | undefined): void {
    check(prevTerm !== undefined, "a log has no gaps", entry.index);
    const all = this.#written.get(entry.index) ?? [];
    const same = all.find((written) => written.entry.term === entry.term);
    if (same === undefined) {
      this.#written.set(entry.index, [...all, { entry, prevTerm }]);
      return;
    }
    check(same.prevTerm === prevTerm, "Log Matching: equal entries, equal logs before them", entry.index, prevTerm);
    const isEqual = same.entry.payload === entry.payload && same.entry.kind === entry.kind;
    check(isEqual, "Log Matching: equal index and term, equal entry", entry.index, entry.term);
  }

  /** State Machine Safety: no two replicas ever have different entries committed at the same index. Whether it is news. */
  commit(entry: Entry, committedIn: number): boolean {
    const { index, term } = entry;
    const known = this.#committed[index - this.#start];
    if (known !== undefined) {
      check(known.term === term, "State Machine Safety: one committed entry per index", index, known.term, term);
      return false;
    }
    check(index === this.committed + 1, "entries are committed in order", index, this.committed);
    const before = this.#at(index - 1);
    const isChange = entry.kind === "configuration";
    const configuration = isChange ? decodeConfiguration(entry.payload) : before.configuration;
    this.#committed.push({ term, committedIn, machine: apply(before.machine, entry), configuration });
    for (const id of isChange ? members(configuration) : []) this.#members.add(id);
    return true;
  }

  #at(index: number): Committed {
    const committed = this.#committed[index - this.#start];
    check(committed !== undefined, "what is relied on is committed", index, this.committed);
    return committed;
  }
}
