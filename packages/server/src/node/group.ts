import { AssertionError, isMember, NOBODY, Raft } from "@keyval/raft";
import type { Change, Config, Configuration, Entry, Fetch, Input, Output, Persist } from "@keyval/raft";
import type { Random, ReplicaId, Restored, Snapshot, SoftState, Status } from "@keyval/raft";
import { UpgradeNeeded } from "@keyval/statemachine";
import { DiskError, type GroupId } from "@keyval/storage";
import type { Timer } from "./clock.js";
import { Committed, type HoldBack } from "./committed.js";
import type { GroupHost } from "./group-host.js";
import { GroupCounts } from "./group-counts.js";
import { APPLY_BYTES_PER_TURN, AUDIT_LOOK_MS, SNAPSHOT_RETRY_MS } from "./limits.js";
import { LongCommands } from "./long-commands.js";
import type { ProposalOutcome, ReadOutcome, StepRefusal } from "./outcome.js";
import { PendingProposals } from "./pending-proposals.js";
import { PendingReads } from "./pending-reads.js";
import type { GroupFrame } from "./peers.js";
import type { QuarantineOptions } from "./quarantine.js";
import { SnapshotFetch } from "./snapshot-fetch.js";
import { SnapshotLender } from "./snapshot-lender.js";
import { SnapshotTaker } from "./snapshot-taker.js";
import { every } from "./every.js";
import { StateGuard } from "./state-guard.js";
import type { StateMachine } from "./state-machine.js";

export interface GroupOptions {
  readonly id: GroupId;
  readonly config: Config;
  readonly restored: Restored;
  readonly machine: StateMachine;
  readonly random: Random;
  /** After so many applied entries a snapshot is taken. */
  readonly snapshotEvery: number;
  /** Given: the state is compared with that of the other replicas. */
  readonly audit?: QuarantineOptions;
  readonly holdBack?: HoldBack;
}

/** One replica of one group: its core, its state machine, and who waits for them. */
export class Group {
  readonly id: GroupId;
  readonly config: Config;
  readonly machine: StateMachine;
  readonly counts = new GroupCounts();
  readonly #host: GroupHost;
  readonly #raft: Raft;
  readonly #proposals = new PendingProposals();
  readonly #reads = new PendingReads();
  readonly #taker: SnapshotTaker;
  readonly #lender: SnapshotLender;
  readonly #fetch: SnapshotFetch;
  readonly #guard: StateGuard | undefined;
  readonly #looking: Timer | undefined;
  /** Where replicas live that the configuration does not name: a new replica has none yet. */
  readonly #heardFrom = new Map<ReplicaId, string>();
  #soft: SoftState = { role: "follower", term: 0, leader: NOBODY, asleep: false };
  #timer: Timer | undefined;
  #timerAt = Infinity;
  readonly #committed: Committed;
  readonly #longCommands = new LongCommands();
  /** Entries that left memory are being read, to be applied. */
  #reading = false;
  /** The log is being replaced by a snapshot, which the state machine has yet to become: until then it is left alone. */
  #awaitsInstall = false;
  /** What to fetch once it has: another complete snapshot would take the place of that one. */
  #nextFetch: Fetch | "stop" | undefined;
  /** A snapshot that is to take the place of a wrong state, and not of the log. */
  #filling: Snapshot | undefined;
  /** What the core said in this turn and is yet to be followed here. */
  #concluded: Output | undefined;
  #isStopped = false;

  constructor(host: GroupHost, options: GroupOptions) {
    const { id, config, restored, machine, random, snapshotEvery, audit } = options;
    this.id = id;
    this.config = config;
    this.machine = machine;
    this.#host = host;
    this.#committed = new Committed(options.holdBack, () => {
      host.touched(this);
    });
    this.#raft = Raft.restore(config, restored, random, host.now());
    this.#taker = this.#createTaker(restored.snapshot.index, snapshotEvery);
    this.#lender = this.#createLender();
    this.#fetch = this.#createFetch();
    this.#guard = audit && this.#createGuard(audit);
    this.#looking = this.#guard && every(host, AUDIT_LOOK_MS, () => this.#guard?.look());
    host.touched(this);
  }

  get replica(): ReplicaId {
    return this.config.id;
  }

  /** All of it, made anew after every input. */
  get status(): Status {
    return this.#raft.status;
  }

  get isLeader(): boolean {
    return this.#raft.role === "leader";
  }

  get term(): number {
    return this.#raft.term;
  }

  get configuration(): Configuration {
    return this.#raft.configuration;
  }

  /** The term of an entry; undefined if it is not in the log. */
  termAt(index: number): number | undefined {
    return this.#raft.termAt(index);
  }

  /** As of the last turn. */
  get leader(): ReplicaId {
    return this.#soft.leader;
  }

  /** As of the last turn. */
  get isAsleep(): boolean {
    return this.#soft.asleep;
  }

  /** Its state is not the majority's: it takes part, and neither leads nor answers from it. */
  get isQuarantined(): boolean {
    return this.#guard?.isQuarantined ?? false;
  }

  /** Who waits for an answer: proposals and reads. */
  get waiting(): number {
    return this.#proposals.count + this.#reads.count;
  }

  /** Appends a command, made by `encodeEntry`, which belongs to the log from here on. */
  propose(command: Uint8Array, done: (outcome: ProposalOutcome) => void): void {
    const refusal = this.#append(command);
    if (refusal === undefined) {
      const index = this.#raft.lastIndex;
      this.#proposals.add(index, this.#raft.termAt(index) ?? 0, command, done);
      return;
    }
    this.#host.defer(() => {
      done({ kind: "refused", why: refusal });
    });
  }

  /** Once `ready`, the state machine shows every write that was acknowledged before this call. */
  read(done: (outcome: ReadOutcome) => void): void {
    const isFull = this.#reads.count >= this.config.pendingReadsMax;
    const id = this.#reads.add(done);
    const refusal = isFull ? "tooManyReads" : this.step({ kind: "read", now: this.#host.now(), id });
    if (refusal === undefined) return;
    this.#host.defer(() => {
      this.#reads.refused([id], refusal);
    });
  }

  /** Calls back once all that is applied by now is in a durable snapshot; false if the process stops before. */
  snapshotNow(done: (isTaken: boolean) => void): void {
    this.#taker.now(done);
  }

  reconfigure(changes: readonly Change[]): StepRefusal | undefined {
    return this.step({ kind: "reconfigure", now: this.#host.now(), changes });
  }

  transfer(to: ReplicaId): StepRefusal | undefined {
    return this.step({ kind: "transfer", now: this.#host.now(), to });
  }

  /** Everything that happens to the core goes through here. */
  step(input: Input): StepRefusal | undefined {
    if (this.#isStopped) return "stopped";
    this.#host.touched(this);
    return this.#stepCore(input);
  }

  /** Where a replica lives: by the configuration, or, before this replica has one, by where it was heard from. */
  memberOf(replica: ReplicaId): string | undefined {
    return this.#configuredMember(replica) ?? this.#heardFrom.get(replica);
  }

  replicasOf(member: string): ReplicaId[] {
    return this.configuration.hosts.filter((host) => host.member === member).map(({ id }) => id);
  }

  onFrame(member: string, frame: GroupFrame): void {
    if (this.#isStopped) return;
    const { from, to } = frame.kind === "raft" ? frame.message : frame;
    // Meant for an earlier replica of this process, or sent by one that lives elsewhere by now.
    if (to !== this.replica || (this.#configuredMember(from) ?? member) !== member) return;
    switch (frame.kind) {
      case "raft":
        if (this.#configuredMember(from) === undefined) this.#heardFrom.set(from, member);
        if (frame.message.kind === "timeoutNow" && this.isQuarantined) return;
        this.step({ kind: "receive", now: this.#host.now(), message: frame.message });
        return;
      case "fetch":
        this.#lender.asked(frame);
        return;
      case "chunk":
        this.#fetch.onChunk(frame);
        return;
      case "gone":
        this.#fetch.onGone(frame.from, frame.index);
        return;
      case "state":
        this.#guard?.received(frame);
        return;
      default:
    }
  }

  /** What this turn's inputs lead to for others: messages leave, and the batch that it gives back goes to the log. */
  conclude(): Persist | undefined {
    if (this.#isStopped) return undefined;
    if (this.isQuarantined) this.#handOver();
    const output = this.#raft.drain();
    for (const message of output.messages) {
      this.#host.send(message.to, this, { kind: "raft", group: this.id, message });
    }
    this.#concluded = output;
    return output.persist;
  }

  /** What the same inputs lead to here. */
  proceed(): void {
    const output = this.#concluded;
    this.#concluded = undefined;
    if (output === undefined || this.#isStopped) return;
    this.#readWanted(output);
    this.#followSnapshots(output);
    this.#reads.confirmed(output.reads);
    this.#reads.refused(output.readsDropped, "leaderChanged");
    this.#committed.raise(output.committed);
    this.#applySome();
    if (!this.#awaitsInstall) this.#reads.appliedTo(this.machine.applied);
    this.#noteRole(output.soft);
    if (!this.#awaitsInstall && !this.isQuarantined) this.#taker.tend();
    this.#setTimer();
  }

  persisted(ticket: number): void {
    this.step({ kind: "persisted", now: this.#host.now(), ticket });
  }

  /** The process stops: whoever waits is told so. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#looking?.cancel();
    this.#fetch.stop();
    this.#lender.stop();
    this.#taker.stop();
    this.#host.defer(() => {
      this.#proposals.abandon();
      this.#reads.abandon("stopped");
    });
  }

  #configuredMember(replica: ReplicaId): string | undefined {
    return this.configuration.hosts.find(({ id }) => id === replica)?.member;
  }

  /** A bug in the core must not be stepped over. */
  #stepCore(input: Input): StepRefusal | undefined {
    try {
      return this.#raft.step(input);
    } catch (bug) {
      this.#host.fail(bug);
      return "stopped";
    }
  }

  /** Commands that wait to be applied count as well, or a state machine slower than the disks would be buried. */
  #append(command: Uint8Array): StepRefusal | undefined {
    if (this.#proposals.bytes >= this.config.uncommittedBytesMax) return "tooManyUncommittedBytes";
    return this.step({ kind: "propose", now: this.#host.now(), payloads: [command] });
  }

  #noteRole(soft: SoftState | undefined): void {
    if (soft === undefined) return;
    const hasLost = this.#soft.role === "leader" && soft.role !== "leader";
    this.counts.became(soft, this.#soft);
    this.#soft = soft;
    // A leader that was removed hears nothing any more, neither of its proposals nor of what its reads wait for.
    if (!hasLost || isMember(this.configuration, this.replica)) return;
    this.#proposals.abandon();
    this.#reads.abandon("leaderChanged");
  }

  #readWanted({ entriesWanted }: Output): void {
    for (const { to, from, last, bytesMax } of entriesWanted) {
      this.#host.readLog({ group: this.id, from, last, bytesMax }, (entries) => {
        this.step({ kind: "entriesRead", now: this.#host.now(), to, from, entries });
      });
    }
  }

  #followSnapshots({ fetch, install, release, persist }: Output): void {
    if (install !== undefined) this.#install(install);
    if (persist?.snapshot !== undefined) this.#awaitsInstall = true;
    this.#nextFetch = fetch ?? this.#nextFetch;
    if (!this.#awaitsInstall) this.#beginFetch();
    if (release !== undefined) this.#host.release(this, release);
  }

  #install(snapshot: Snapshot): void {
    this.machine.install(snapshot, ({ error }) => {
      if (this.#isStopped) return;
      if (error === undefined) this.#installed(snapshot);
      else this.#retryOrFail(error, () => this.#install(snapshot));
    });
  }

  #installed(snapshot: Snapshot): void {
    this.#awaitsInstall = false;
    this.counts.snapshotsInstalled += 1;
    this.#taker.received(snapshot.index);
    this.#told();
    this.#guard?.replaced();
    this.#proposals.skippedTo(snapshot.index, snapshot.term);
    this.#beginFetch();
    this.#host.touched(this);
  }

  #beginFetch(): void {
    const fetch = this.#nextFetch;
    this.#nextFetch = undefined;
    // What the core wants comes first.
    if (fetch !== undefined) this.#filling = undefined;
    if (fetch === "stop") this.#fetch.stop();
    else if (fetch !== undefined) this.#fetch.start(fetch);
  }

  /** Applies what is committed, in portions: the rest waits for the next turn. */
  #applySome(): void {
    const from = this.machine.applied + 1;
    if (from > this.#committed.index || this.#reading || this.#awaitsInstall) return;
    const entries = this.#raft.entries(from, this.#committed.index, APPLY_BYTES_PER_TURN);
    if (entries === undefined) this.#readToApply(from);
    else this.#applyAll(entries);
  }

  #readToApply(from: number): void {
    this.#reading = true;
    const range = { group: this.id, from, last: this.#committed.index, bytesMax: APPLY_BYTES_PER_TURN };
    this.#host.readLog(range, (entries) => {
      this.#reading = false;
      this.#host.touched(this);
      // A snapshot may have taken their place in the meantime, or is about to.
      if (this.#awaitsInstall || this.machine.applied + 1 !== from) return;
      if (entries.length === 0) throw new AssertionError(`what is committed is in the log (${from})`);
      this.#applyAll(entries);
    });
  }

  #applyAll(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.#longCommands.putsOff(entry, this.machine)) break;
      this.#applyOne(entry);
      // Whoever was answered may have stopped the process.
      if (this.#isStopped) return;
    }
    this.#told();
    if (this.machine.applied < this.#committed.index) this.#host.touched(this);
  }

  #applyOne(entry: Entry): void {
    const { index, term } = entry;
    let result: unknown;
    if (entry.kind === "command") result = this.machine.apply(entry);
    else this.machine.skip(index);
    this.#proposals.applied(index, term, result);
    this.#guard?.applied(index);
  }

  /** The core needs to know how far the state machine is, but has nothing to do because of it. */
  #told(): void {
    this.#stepCore({ kind: "applied", now: this.#host.now(), index: this.machine.applied });
  }

  /** Without space nothing is lost but time: the log keeps what the snapshot would have held. */
  #retryOrFail(error: Error, again: () => void): void {
    if (error instanceof DiskError && error.code === "ENOSPC") this.#host.after(SNAPSHOT_RETRY_MS, again);
    else this.#host.fail(error);
  }

  #createTaker(index: number, every: number): SnapshotTaker {
    return new SnapshotTaker(
      {
        machine: this.machine,
        snapshotAt: (applied) => this.#raft.snapshotAt(applied),
        mark: (snapshot, done) => {
          this.#host.mark(this, snapshot, done);
        },
        marked: (snapshot) => {
          this.counts.snapshotsSaved += 1;
          this.step({ kind: "snapshotTaken", now: this.#host.now(), index: snapshot.index });
        },
        retryOrFail: (error, again) => {
          this.#retryOrFail(error, again);
        },
        defer: (run) => {
          this.#host.defer(run);
        },
        touched: () => {
          this.#host.touched(this);
        },
      },
      index,
      every,
    );
  }

  #createLender(): SnapshotLender {
    return new SnapshotLender({
      ...{ machine: this.machine, replica: this.replica, group: this.id },
      isSound: () => !this.isQuarantined,
      send: (to, frame) => {
        this.#host.send(to, this, frame);
      },
      fail: (error) => {
        this.#host.fail(error);
      },
    });
  }

  #createFetch(): SnapshotFetch {
    const [group, replica] = [this.id, this.replica];
    return new SnapshotFetch(this.machine, {
      ask: ({ from: to, snapshot: { index } }, file, position) => {
        this.#host.send(to, this, { kind: "fetch", group, to, from: replica, index, file, position });
      },
      progressed: ({ index }) => this.step({ kind: "snapshotProgress", now: this.#host.now(), index }),
      received: (snapshot) => {
        if (snapshot === this.#filling) this.#installFilling(snapshot);
        else this.step({ kind: "snapshotReceived", now: this.#host.now(), index: snapshot.index });
      },
      failed: (snapshot, error) => {
        // No other member has one that is any better.
        if (error instanceof UpgradeNeeded) this.#host.fail(error);
        else if (snapshot === this.#filling) this.#filling = undefined;
        else this.step({ kind: "snapshotFailed", now: this.#host.now(), index: snapshot.index });
      },
      after: (milliseconds, run) => this.#host.after(milliseconds, run),
      defer: (run) => {
        this.#host.defer(run);
      },
    });
  }

  #createGuard(options: QuarantineOptions): StateGuard {
    const [group, replica] = [this.id, this.replica];
    const configuration = (): Configuration => this.configuration;
    const applied = (): number => this.machine.applied;
    const snapshotIndex = (): number => this.#taker.index;
    return new StateGuard(
      {
        replica,
        counts: this.counts,
        get configuration() {
          return configuration();
        },
        get applied() {
          return applied();
        },
        get snapshotIndex() {
          return snapshotIndex();
        },
        now: () => this.#host.now(),
        digest: () => (this.#awaitsInstall ? undefined : this.machine.stateHash),
        send: (to, content) => {
          this.#host.send(to, this, { kind: "state", group, to, from: replica, ...content });
        },
        takeSnapshot: () => {
          this.#taker.want();
        },
        fill: (from, index) => {
          this.#fill(from, index);
        },
      },
      options,
    );
  }

  /** The log stays as it is: it leads from that snapshot to here. */
  #fill(from: ReplicaId, index: number): void {
    const snapshot = index <= this.#committed.index ? this.#raft.snapshotAt(index) : undefined;
    if (snapshot === undefined || this.#filling !== undefined || this.#taker.isSaving || this.#awaitsInstall) return;
    this.#filling = snapshot;
    this.#fetch.start({ from, snapshot });
  }

  #installFilling(snapshot: Snapshot): void {
    this.#awaitsInstall = true;
    this.machine.install(snapshot, ({ error }) => {
      if (this.#isStopped) return;
      if (error !== undefined) {
        this.#retryOrFail(error, () => this.#installFilling(snapshot));
        return;
      }
      this.#awaitsInstall = false;
      this.#filling = undefined;
      this.#guard?.replaced();
      this.#beginFetch();
      this.#host.touched(this);
    });
  }

  /** To whoever has the state of the majority, again and again until somebody takes over. */
  #handOver(): void {
    if (this.#soft.role !== "leader") return;
    const able = this.status.progress.filter(({ id }) => this.#guard?.isSound(id));
    const [next] = able.sort((a, b) => b.match - a.match);
    if (next !== undefined) this.#stepCore({ kind: "transfer", now: this.#host.now(), to: next.id });
  }

  /** A timer that is early does no harm, so one that is set stays where it is when the deadline moves away. */
  #setTimer(): void {
    if (this.isQuarantined && this.#soft.role !== "leader") {
      // Nobody who hears of no time passing stands for election.
      this.#timer?.cancel();
      this.#timerAt = Infinity;
      return;
    }
    const { deadline } = this.#raft;
    if (this.#timerAt <= deadline) return;
    this.#timer?.cancel();
    this.#timerAt = deadline;
    this.#timer = this.#host.after(Math.max(0, deadline - this.#host.now()), () => {
      this.#timerAt = Infinity;
      this.step({ kind: "tick", now: this.#host.now() });
    });
  }
}
