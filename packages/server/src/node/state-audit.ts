import type { Configuration, ReplicaId } from "@keyval/raft";
import type { GroupCounts } from "./group-counts.js";
import { AUDIT_EVERY, AUDIT_KEPT, AUDIT_SPLIT_MS } from "./limits.js";
import type { StateDigest } from "./state-machine.js";

/** What a replica says of its state at an index. */
export interface StateReport {
  readonly index: number;
  readonly digest: StateDigest;
  /** Because the other one said something else, which needs no answer of its own. */
  readonly isAnswer: boolean;
}

export interface StateAuditHost {
  readonly replica: ReplicaId;
  readonly configuration: Configuration;
  /** The index of the present state. */
  readonly applied: number;
  readonly counts: Pick<GroupCounts, "statesEqual" | "statesUnequal">;
  now(): number;
  /** Of the present state; undefined where it can not be told. */
  digest(): StateDigest | undefined;
  tell(to: ReplicaId, report: StateReport): void;
  /** A majority has another state than this replica: these do. */
  differs(index: number, majority: readonly ReplicaId[]): void;
  /** A majority has the same state. */
  agrees(): void;
  /** Replicas differ, and no state has a majority. */
  split(index: number): void;
}

/**
 * Compares this replica's state with the others'. Each tells all of them the hash of its state, at every so many entries and every
 * so often, and says what its own is where others have told of theirs. Hashes are compared at equal indexes and versions only.
 */
export class StateAudit {
  readonly #host: StateAuditHost;
  /** The latest ones, by index. */
  readonly #own = new Map<number, StateDigest>();
  readonly #theirs = new Map<number, Map<ReplicaId, StateDigest>>();
  /** Differences in which nobody has a majority yet, and since when. */
  readonly #open = new Map<number, number>();
  /** Whose states are disputed by nobody. */
  readonly #setAside = new Set<ReplicaId>();
  /** Where others have told of theirs before this one got there. */
  readonly #awaited = new Map<number, true>();
  #lastTold = 0;

  constructor(host: StateAuditHost) {
    this.#host = host;
  }

  /** The state is that of this index now. */
  applied(index: number): void {
    const isAwaited = this.#awaited.size > 0 && this.#awaited.delete(index);
    if (isAwaited || index % AUDIT_EVERY === 0) this.#sample(index);
  }

  /** Called at intervals: however little happens, it is compared. */
  look(): void {
    const { applied } = this.#host;
    if (applied !== this.#lastTold && applied > 0) this.#sample(applied);
    for (const [index, since] of this.#open) {
      if (this.#host.now() < since + AUDIT_SPLIT_MS) continue;
      this.#open.delete(index);
      if (this.#isDisputed(this.#campsAt(index))) this.#host.split(index);
    }
  }

  /** What another replica says; one that is set aside waits for another state, and answers nobody from this one. */
  received(from: ReplicaId, { index, digest, isAnswer }: StateReport, isSetAside: boolean): void {
    if (isSetAside) this.#setAside.add(from);
    else this.#setAside.delete(from);
    let reports = this.#theirs.get(index);
    if (reports === undefined) {
      reports = new Map();
      this.#theirs.set(index, reports);
      forgetOldest(this.#theirs);
    }
    reports.set(from, digest);
    if (!this.#own.has(index)) this.#await(index);
    const own = this.#own.get(index);
    if (own === undefined) return;
    if (!this.#isEqual(own, digest) && !isAnswer) this.#host.tell(from, { index, digest: own, isAnswer: true });
    this.#judge(index, own);
  }

  /** The state was replaced: what was said of the one before counts no more. */
  replaced(): void {
    this.#own.clear();
    this.#open.clear();
    this.#lastTold = 0;
  }

  /** What can not be compared is no difference. */
  #isEqual(own: StateDigest, theirs: StateDigest): boolean {
    if (own.version !== theirs.version) return true;
    const isEqual = keyOf(own) === keyOf(theirs);
    if (isEqual) this.#host.counts.statesEqual += 1;
    else this.#host.counts.statesUnequal += 1;
    return isEqual;
  }

  /** Whoever leads is ahead: most of what it tells is still to come here. */
  #await(index: number): void {
    const { applied } = this.#host;
    if (index === applied) this.#sample(index);
    if (index <= applied) return;
    this.#awaited.set(index, true);
    forgetOldest(this.#awaited);
  }

  #sample(index: number): void {
    const digest = this.#host.digest();
    if (digest === undefined) return;
    this.#lastTold = index;
    this.#own.set(index, digest);
    forgetOldest(this.#own);
    for (const theirs of this.#theirs.get(index)?.values() ?? []) this.#isEqual(digest, theirs);
    const { configuration, replica } = this.#host;
    for (const { id } of configuration.hosts) {
      if (id !== replica) this.#host.tell(id, { index, digest, isAnswer: false });
    }
    this.#judge(index, digest);
  }

  #judge(index: number, own: StateDigest): void {
    // While voters change, two majorities would have to agree; there will be other indexes.
    const { outgoing, voters } = this.#host.configuration;
    if (outgoing.length > 0) return;
    const camps = this.#campsAt(index);
    const majority = [...camps].find(([, camp]) => camp.length > voters.length / 2);
    if (majority !== undefined) {
      // Who is wrong is known now, also of earlier indexes at which somebody did not speak.
      for (const earlier of this.#open.keys()) if (earlier <= index) this.#open.delete(earlier);
      if (majority[0] === keyOf(own)) this.#host.agrees();
      else this.#host.differs(index, majority[1]);
    } else if (!this.#open.has(index) && this.#isDisputed(camps)) {
      this.#open.set(index, this.#host.now());
      forgetOldest(this.#open);
    }
  }

  /** The voters that have the same state as each other, by what it is. */
  #campsAt(index: number): Map<string, ReplicaId[]> {
    const { configuration, replica } = this.#host;
    const own = this.#own.get(index);
    const reports = this.#theirs.get(index);
    const camps = new Map<string, ReplicaId[]>();
    for (const id of configuration.voters) {
      const digest = id === replica ? own : reports?.get(id);
      if (digest === undefined || digest.version !== own?.version) continue;
      const camp = camps.get(keyOf(digest));
      if (camp === undefined) camps.set(keyOf(digest), [id]);
      else camp.push(id);
    }
    return camps;
  }

  #isDisputed(camps: ReadonlyMap<string, readonly ReplicaId[]>): boolean {
    const held = [...camps.values()].filter((camp) => camp.some((id) => !this.#setAside.has(id)));
    return held.length > 1;
  }
}

function keyOf({ high, low }: StateDigest): string {
  return `${high} ${low}`;
}

/** Maps remember in which order their keys came. */
function forgetOldest(byIndex: Map<number, unknown>): void {
  if (byIndex.size <= AUDIT_KEPT) return;
  for (const index of byIndex.keys()) {
    byIndex.delete(index);
    return;
  }
}
