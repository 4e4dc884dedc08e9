import type { Configuration, ReplicaId } from "@keyval/raft";
import type { GroupCounts } from "./group-counts.js";
import type { StateFrame } from "./peers.js";
import { Quarantine, type QuarantineOptions } from "./quarantine.js";
import { StateAudit, type StateReport } from "./state-audit.js";
import type { StateDigest } from "./state-machine.js";

/** What a guard needs of its group. */
export interface StateGuardHost {
  readonly replica: ReplicaId;
  readonly configuration: Configuration;
  /** The index of the present state. */
  readonly applied: number;
  /** Of the latest snapshot of the state; 0 without one. */
  readonly snapshotIndex: number;
  readonly counts: GroupCounts;
  now(): number;
  /** Of the present state; undefined where it can not be told. */
  digest(): StateDigest | undefined;
  send(to: ReplicaId, content: Omit<StateFrame, "kind" | "group" | "to" | "from">): void;
  /** Somebody waits for a snapshot. */
  takeSnapshot(): void;
  /** Puts that replica's snapshot in the place of the state, if that can be done now. */
  fill(from: ReplicaId, index: number): void;
}

/** Sees to it that nobody is answered from a state that a majority does not have. */
export class StateGuard {
  readonly #host: StateGuardHost;
  readonly #audit: StateAudit;
  readonly #quarantine: Quarantine;

  constructor(host: StateGuardHost, options: QuarantineOptions) {
    this.#host = host;
    this.#quarantine = new Quarantine(options);
    this.#audit = new StateAudit({
      replica: host.replica,
      get configuration() {
        return host.configuration;
      },
      get applied() {
        return host.applied;
      },
      counts: host.counts,
      now: () => host.now(),
      digest: () => host.digest(),
      tell: (to, report) => {
        this.#tell(to, report);
      },
      differs: (index, majority) => {
        this.#quarantine.begin(index, majority);
      },
      agrees: () => {
        this.#quarantine.agreed();
      },
      split: (index) => {
        if (!this.isQuarantined) options.split(index);
      },
    });
  }

  get isQuarantined(): boolean {
    return this.#quarantine.isActive;
  }

  /** Whether a replica is known to have the state of the majority. */
  isSound(replica: ReplicaId): boolean {
    return this.#quarantine.majority.includes(replica);
  }

  applied(index: number): void {
    this.#audit.applied(index);
    this.#quarantine.applied(index);
  }

  /** A snapshot took the place of the state; where nothing happens, nothing is applied to it that could say that it is theirs. */
  replaced(): void {
    this.#audit.replaced();
    this.#quarantine.filled();
    this.#quarantine.applied(this.#host.applied);
  }

  /** Called at intervals. */
  look(): void {
    const { applied } = this.#host;
    this.#audit.look();
    if (this.#quarantine.isWaiting) this.#askForSnapshot(applied);
  }

  received({ from, index, version, high, low, isAnswer, wantsSnapshot, snapshotIndex }: StateFrame): void {
    if (wantsSnapshot && !this.isQuarantined) {
      this.#host.takeSnapshot();
      this.#answer(from);
    }
    const report = { index, digest: { version, high, low }, isAnswer: isAnswer || wantsSnapshot };
    this.#audit.received(from, report, wantsSnapshot);
    if (this.#quarantine.isWaiting && this.isSound(from) && snapshotIndex > 0) this.#host.fill(from, snapshotIndex);
  }

  /** Who is only suspected asks everybody: the answers say whether it needs one. */
  #askForSnapshot(index: number): void {
    const digest = this.#host.digest();
    if (digest === undefined) return;
    const { majority } = this.#quarantine;
    const others = this.#host.configuration.hosts.map(({ id }) => id).filter((id) => id !== this.#host.replica);
    for (const id of majority.length > 0 ? majority : others) this.#tell(id, { index, digest, isAnswer: false });
  }

  /** Tells how far the own snapshot is. */
  #answer(to: ReplicaId): void {
    const digest = this.#host.digest();
    if (digest !== undefined) this.#tell(to, { index: this.#host.applied, digest, isAnswer: true });
  }

  #tell(to: ReplicaId, { index, digest, isAnswer }: StateReport): void {
    const { version, high, low } = digest;
    const { snapshotIndex } = this.#host;
    const wantsSnapshot = this.#quarantine.isWaiting;
    this.#host.send(to, { index, version, high, low, isAnswer, wantsSnapshot, snapshotIndex });
  }
}
