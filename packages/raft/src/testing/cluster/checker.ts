import { decodeConfiguration, encodeConfiguration } from "../../configuration-codec.js";
import { isJoint, type Configuration, type ReplicaId } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import { majorityOf } from "../../quorum.js";
import type { Status } from "../../status.js";
import type { MemoryHost } from "../memory-host.js";
import { checkBounds } from "./bounds.js";
import { check } from "./check.js";
import type { History } from "./history.js";
import type { LogMirror } from "./log-mirror.js";
import type { Process } from "./process.js";
import type { Tally } from "./tally.js";

/** Looks at one replica after each of its steps. Only what has changed since the step before costs time. */
export class Checker {
  readonly #history: History;
  readonly #processes: ReadonlyMap<ReplicaId, Process>;
  readonly #tally: Tally;
  #steps = 0;

  constructor(history: History, processes: ReadonlyMap<ReplicaId, Process>, tally: Tally) {
    this.#history = history;
    this.#processes = processes;
    this.#tally = tally;
  }

  get steps(): number {
    return this.#steps;
  }

  observe(process: Process, host: MemoryHost): void {
    this.#steps += 1;
    const { status } = host.raft;
    this.#checkLog(process, host, status);
    this.#checkTerm(process, status);
    this.#checkCommit(process, status);
    this.#checkMachine(host, status);
    checkBounds(process, host, status, this.#steps, this.#tally);
    const { term, role, committed } = status;
    if (role !== process.seen.role) this.#tally.add(`role: ${role}`);
    process.seen = { term, role, committed };
  }

  /** The replica has just been started from its disk. */
  restarted(process: Process, host: MemoryHost): void {
    const { status } = host.raft;
    const { hardState, snapshot, machine } = host.disk;
    check(status.term === hardState.term && status.vote === hardState.vote, "term and vote survive", process.id);
    check(status.term >= 0 && status.role === "follower", "a replica starts as a follower", process.id);
    check(status.applied === machine.applied, "applied never falls below what was durable", process.id, status.applied);
    check(status.committed <= this.#history.committed, "only what is committed is restored as such", status.committed);
    check(status.committed >= Math.max(snapshot.index, machine.applied), "what was applied is committed", process.id);
    process.seen = { term: status.term, role: status.role, committed: status.committed };
    const term = process.mirror.termAt(status.committed);
    const known = status.committed === 0 ? 0 : this.#history.committedTermAt(status.committed);
    check(term === known, "what is committed survives a crash", process.id, status.committed, term, known);
    this.#checkConfiguration(process, host, status);
  }

  #checkLog(process: Process, host: MemoryHost, status: Status): void {
    const { mirror } = process;
    for (const { persist } of host.writes) {
      if (persist.ticket <= process.ticketSeen) continue;
      process.ticketSeen = persist.ticket;
      if (persist.snapshot !== undefined) this.#installed(process, persist.snapshot);
      this.#truncated(process, status, mirror.write(persist));
      for (const entry of persist.entries) this.#wrote(process, status, entry);
      process.configurationChecked = false;
    }
    check(
      status.lastIndex === mirror.last,
      "the disk is told the whole log",
      process.id,
      status.lastIndex,
      mirror.last,
    );
    check(status.lastTerm === mirror.termAt(mirror.last), "the log ends with what was written", process.id);
    if (!process.configurationChecked) this.#checkConfiguration(process, host, status);
  }

  #wrote({ mirror, seen }: Process, status: Status, entry: Entry): void {
    this.#history.wrote(entry, mirror.termAt(entry.index - 1));
    if (entry.kind !== "configuration" || entry.index === 1) return;
    checkChange(mirror, entry);
    if (status.role !== "leader" || entry.term !== status.term) return;
    const before = mirror.configurationIndexBefore(entry.index);
    check(before <= status.committed, "one change at a time", status.id, before, status.committed);
    const isOpen = mirror.termAt(Math.max(seen.committed, status.committed)) === status.term;
    check(isOpen, "no change before the leader has committed in its own term", status.id, entry.index);
  }

  #installed(process: Process, snapshot: { index: number; term: number; configuration: Configuration }): void {
    this.#tally.add("snapshot installed");
    if (process.mirror.last > process.mirror.base) this.#tally.add("snapshot over a partial log");
    const { index, term, configuration } = snapshot;
    check(this.#history.committedTermAt(index) === term, "a snapshot holds what is committed", process.id, index, term);
    check(
      isEqual(configuration, this.#history.configurationAt(index)),
      "a snapshot holds the configuration in force at its index",
      process.id,
      index,
    );
  }

  /** Leader Append-Only: a leader never overwrites or deletes entries in its log. */
  #truncated(process: Process, status: Status, entries: readonly Entry[]): void {
    const first = entries[0];
    if (first === undefined) return;
    const leads = process.seen.role === "leader" && status.role === "leader" && process.seen.term === status.term;
    check(!leads, "Leader Append-Only: a leader never truncates its log", process.id, status.term, first.index);
    check(first.index > process.seen.committed, "what is committed is never truncated", process.id, first.index);
    this.#tally.add("log truncated");
    if (entries.some((entry) => entry.kind === "configuration")) this.#tally.add("configuration rolled back");
  }

  /** A configuration takes effect when appended, is rolled back with truncation, and is what the log says after a crash. */
  #checkConfiguration(process: Process, host: MemoryHost, status: Status): void {
    process.configurationChecked = true;
    const inForce = status.configuration;
    check(isEqual(inForce, process.mirror.configuration), "the configuration is the latest in the log", process.id);
    const { snapshot } = host.disk;
    if (snapshot.index === 0 || host.writes.length > 0) return;
    check(
      isEqual(snapshot.configuration, this.#history.configurationAt(snapshot.index)),
      "a snapshot holds the configuration in force at its index",
      process.id,
      snapshot.index,
    );
  }

  #checkTerm(process: Process, status: Status): void {
    const { seen, id } = process;
    check(status.term >= seen.term, "terms never fall", id, seen.term, status.term);
    if (status.role !== "leader") {
      if (seen.role === "leader") this.#tally.add(status.term > seen.term ? "leader deposed" : "leader stepped down");
      return;
    }
    if (seen.role === "leader" && seen.term === status.term) return;
    if (this.#history.led(status.term, id)) this.#elected(process, status);
  }

  /** Leader Completeness, at the moment it could first break; and the votes must be there, on the disks of a quorum. */
  #elected(process: Process, status: Status): void {
    const { term, id } = status;
    const committed = this.#history.committedBefore(term);
    this.#tally.add("leader elected");
    if (status.configuration.outgoing.length > 0) this.#tally.add("joint change interrupted by an election");
    if (process.mirror.base <= committed) {
      const own = process.mirror.termAt(committed);
      const known = this.#history.committedTermAt(committed);
      check(own === known, "Leader Completeness: a leader has every committed entry", id, term, committed, own, known);
    }
    const before = configurationBefore(process, status);
    const hasVote = (voter: ReplicaId): boolean => this.#history.hasVoted(term, voter, id) || voter === id;
    check(isQuorum(before, hasVote), "a leader has the votes of a quorum", id, term);
    const { hardState } = process.durable;
    check(hardState.term === term && hardState.vote === id, "a leader's own vote is durable", id, term);
  }

  #checkCommit(process: Process, status: Status): void {
    const { seen, mirror, id } = process;
    const { committed } = status;
    check(committed >= seen.committed, "the commit index never falls", id, seen.committed, committed);
    let isNews = false;
    for (let index = Math.max(seen.committed, mirror.base) + 1; index <= committed; index++) {
      const entry = mirror.at(index);
      check(entry !== undefined, "what is committed is in the log", id, index);
      if (!this.#history.commit(entry, status.term)) continue;
      this.#tally.add("entry committed");
      isNews = true;
    }
    if (isNews) this.#checkQuorum(process, status);
  }

  /** Whoever learns first of a commit has counted: an entry of its own term, on the disks of a quorum. */
  #checkQuorum(process: Process, status: Status): void {
    const { committed, id, term } = status;
    const committedTerm = process.mirror.termAt(committed);
    check(committedTerm === term, "only entries of the leader's term are committed by counting", id, committed, term);
    const hasLed = process.seen.role === "leader" || status.role === "leader";
    check(hasLed, "only a leader commits by counting", id, committed, term);
    const isDurableAt = (voter: ReplicaId): boolean => {
      const disk = this.#processes.get(voter)?.durable;
      if (disk === undefined || disk.last < committed) return false;
      return committed < disk.base || disk.termAt(committed) === term;
    };
    check(isQuorum(status.configuration, isDurableAt), "what is committed is durable on a quorum", id, committed, term);
    this.#checkLeadersHave(committed, term);
  }

  /** Leader Completeness, for leaders that are ahead already. */
  #checkLeadersHave(committed: number, term: number): void {
    for (const { host, mirror, id } of this.#processes.values()) {
      if (host === undefined || mirror.base > committed) continue;
      const other = host.raft.status;
      if (other.role !== "leader" || other.term <= term) continue;
      check(
        mirror.termAt(committed) === term,
        "Leader Completeness: a leader has every committed entry",
        id,
        committed,
      );
    }
  }

  /** State Machine Safety: what is applied is the committed prefix. */
  #checkMachine(host: MemoryHost, status: Status): void {
    const { machine } = host;
    check(machine.applied <= status.committed, "only what is committed is applied", status.id, machine.applied);
    check(machine.applied <= host.disk.last, "only what is durable is applied", status.id, machine.applied);
    if (machine.applied === 0) return;
    const { digest } = this.#history.machineAt(machine.applied);
    check(machine.digest === digest, "State Machine Safety: equal prefixes, equal states", status.id, machine.applied);
  }
}

/** The configuration that the election was won in: the leader may have appended one of its own in the same step. */
function configurationBefore(process: Process, status: Status): Configuration {
  const opening = process.mirror.at(status.configurationIndex);
  return opening?.term === status.term ? status.configuration : process.mirror.configuration;
}

/** Any two quorums of configurations that follow on each other share a replica. */
function checkChange(mirror: LogMirror, entry: Entry): void {
  const before = mirror.configurationBefore(entry.index);
  const after = decodeConfiguration(entry.payload);
  const rule = "quorums of consecutive configurations overlap";
  if (isJoint(after)) {
    check(!isJoint(before) && after.outgoing.join() === before.voters.join(), rule, entry.index);
  } else if (isJoint(before)) {
    check(after.voters.join() === before.voters.join(), rule, entry.index);
  } else {
    const added = after.voters.filter((id) => !before.voters.includes(id));
    const removed = before.voters.filter((id) => !after.voters.includes(id));
    check(added.length + removed.length <= 1, rule, entry.index, added.join(), removed.join());
  }
}

export function isQuorum({ voters, outgoing }: Configuration, has: (voter: ReplicaId) => boolean): boolean {
  const isMajority = (half: readonly ReplicaId[]): boolean => half.filter(has).length >= majorityOf(half.length);
  return isMajority(voters) && (outgoing.length === 0 || isMajority(outgoing));
}

function isEqual(one: Configuration, other: Configuration): boolean {
  if (one === other) return true;
  const [a, b] = [encodeConfiguration(one), encodeConfiguration(other)];
  return a.length === b.length && a.every((byte, position) => byte === b[position]);
}
