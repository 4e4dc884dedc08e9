import { createConfig, type Config } from "../../config.js";
import { EMPTY_CONFIGURATION, initialConfiguration, type Configuration, type ReplicaId } from "../../configuration.js";
import { PRIORITY_MAX } from "../../limits.js";
import type { Input } from "../../input.js";
import type { Message } from "../../message.js";
import type { ReadState } from "../../output.js";
import type { Refusal } from "../../refusal.js";
import { NOTHING_APPLIED } from "../machine.js";
import { MemoryDisk } from "../memory-disk.js";
import type { MemoryHost } from "../memory-host.js";
import { check } from "./check.js";
import { Checker } from "./checker.js";
import { ConnectionNews, type News } from "./connection-news.js";
import { DriftingClock } from "./drifting-clock.js";
import { History } from "./history.js";
import { checkLease } from "./lease-check.js";
import { checkMessage } from "./message-checks.js";
import { Network } from "./network.js";
import type { Knobs } from "./plan.js";
import { Process } from "./process.js";
import { ReadBook } from "./read-book.js";
import { SeededRandom } from "../seeded-random.js";
import { Tally } from "./tally.js";

/** Clocks begin anywhere up to this many microseconds. */
const CLOCK_START_MAX = 1_000_000_000;

/** A group of replicas with their disks and clocks, the network between them, and the checks that watch over all. */
export class World {
  readonly knobs: Knobs;
  readonly random: SeededRandom;
  readonly tally = new Tally();
  readonly network = new Network();
  readonly processes = new Map<ReplicaId, Process>();
  readonly history: History;
  readonly reads = new ReadBook();
  readonly checker: Checker;
  /** Connections that broke or came back without the process at the other end being told yet. */
  readonly news = new ConnectionNews();
  /** Terms whose leader told another replica to take over. */
  readonly #handedOver = new Set<number>();
  /** In microseconds. */
  time = 0;
  /** If present, gathers what happened. */
  trace: string[] | undefined;

  constructor(knobs: Knobs, seed: number) {
    this.knobs = knobs;
    this.random = new SeededRandom(seed);
    const { startIndex: index, startTerm: term } = knobs;
    const ids = Array.from({ length: knobs.voters }, (_, position) => position + 1);
    const configuration = initialConfiguration(ids.map(hostOf), knobs.lease);
    const machine = { ...NOTHING_APPLIED, applied: index };
    this.history = new History({ index, term, configuration }, machine);
    this.checker = new Checker(this.history, this.processes, this.tally);
    for (const id of ids) {
      const disk = new MemoryDisk(configuration);
      disk.snapshot = { index, term, configuration };
      Object.assign(disk, { machine, base: index, baseTerm: term, hardState: { term, vote: 0, commit: index } });
      this.#create(id, disk);
    }
  }

  get all(): Process[] {
    return [...this.processes.values()];
  }

  get running(): Process[] {
    return this.all.filter((process) => process.isRunning);
  }

  /** The leader of the latest term among those that run, if there is one. */
  get leader(): Process | undefined {
    const leaders = this.running.filter((process) => process.seen.role === "leader");
    return leaders.sort((a, b) => b.seen.term - a.seen.term)[0];
  }

  /** Lets something happen to a replica that runs, then looks at it. */
  act(process: Process, change: (host: MemoryHost, now: number) => void): void {
    const { host } = process;
    if (host === undefined || process.paused) return;
    change(host, process.now(this.time));
    this.checker.observe(process, host);
    for (const message of host.takeSent()) {
      checkMessage(this.history, this.processes, process, host, message);
      this.tally.add(`sent: ${message.kind}`);
      if (message.kind === "timeoutNow") this.#handedOver.add(message.term);
      this.network.send(message);
    }
    this.#takeReads(process, host);
  }

  step(process: Process, input: Input): Refusal | undefined {
    let refusal: Refusal | undefined;
    this.act(process, (host) => {
      refusal = host.step(input);
    });
    if (refusal !== undefined) this.tally.add(`refused: ${refusal}`);
    return refusal;
  }

  deliver(message: Message): void {
    const process = this.processes.get(message.to);
    if (process?.paused === true) process.inbox.push(message);
    if (process?.isRunning !== true) return;
    this.trace?.push(`    ${describe(message)}`);
    const sentBefore = this.network.length;
    this.step(process, { kind: "receive", now: process.now(this.time), message });
    if (message.kind !== "readRequest" || process.seen.role !== "leader") return;
    for (let position = sentBefore; position < this.network.length; position++) {
      const sent = this.network.at(position);
      // An earlier read may have been confirmed meanwhile: a smaller group takes fewer.
      if (sent?.kind === "readReply" && sent.attempt === message.attempt) this.#servedByLease(process);
    }
  }

  tick(process: Process): void {
    this.step(process, { kind: "tick", now: process.now(this.time) });
  }

  tickIfDue(process: Process): void {
    const { host } = process;
    if (host !== undefined && process.isRunning && host.raft.deadline <= process.now(this.time)) this.tick(process);
  }

  /** Whether it was answered at once, as by a lease. */
  read(process: Process): boolean {
    const id = this.reads.nextId();
    this.reads.began(id, process.id, this.history.committed);
    const refusal = this.step(process, { kind: "read", now: process.now(this.time), id });
    if (refusal !== undefined) {
      this.reads.dropped(id, process.id);
      return false;
    }
    check(this.reads.openAt(process.id) <= process.config.pendingReadsMax, "reads that wait are bounded", process.id);
    if (process.seen.role !== "leader") return false;
    const wasServed = !this.reads.isOpen(id);
    if (wasServed) this.#servedByLease(process);
    else if ((process.status?.configuration.lease ?? 0) > 0) this.tally.add("lease read refused");
    return wasServed;
  }

  /** A new replica knows nothing; the leader will fill it. */
  ensure(id: ReplicaId): void {
    if (this.processes.has(id)) return;
    this.#create(id, new MemoryDisk(EMPTY_CONFIGURATION));
  }

  crash(process: Process, survivingWrites: number): void {
    const { host } = process;
    if (host === undefined) return;
    if (host.writes.length > survivingWrites) this.tally.add("crash: writes lost");
    const disk = host.crash(survivingWrites);
    // The state machine may have been saved on its own since the snapshot.
    const isSaved = host.machine.applied > disk.machine.applied && this.random.once(2);
    if (isSaved && host.machine.applied <= disk.last) disk.machine = host.machine;
    process.disk = disk;
    process.host = undefined;
    process.paused = false;
    process.inbox = [];
    process.suspendedAt = undefined;
    this.reads.forget(process.id);
    this.news.broke(process.id, this.processes.keys());
  }

  restart(process: Process, tailCut: boolean): void {
    if (process.host !== undefined || process.retired) return;
    const host = process.start(this.time, this.#newClock(), tailCut);
    if (tailCut) this.tally.add("restart: tail cut");
    this.checker.restarted(process, host);
    this.news.cameBack(process.id, this.processes.keys());
  }

  /** Tells a process that its connection to another one broke or came back. What was on its way over a broken one is lost. */
  tell({ observer, replica, kind }: News): void {
    const process = this.processes.get(observer);
    if (process?.isRunning !== true || observer === replica) return;
    if (kind === "peerLost") this.network.takeLink(replica, observer);
    this.step(process, { kind, now: process.now(this.time), replica });
  }

  #create(id: ReplicaId, disk: MemoryDisk): void {
    const process = new Process(this.#config(id), disk, this.#newClock(), new SeededRandom(this.random.below(1e9)));
    this.processes.set(id, process);
    this.restart(process, false);
  }

  #config(id: ReplicaId): Config {
    const priority = this.knobs.priorities ? this.random.below(PRIORITY_MAX + 1) : PRIORITY_MAX;
    return createConfig({ ...this.knobs.settings, id, priority });
  }

  #newClock(): DriftingClock {
    const ppm = this.random.pick([0, 1, 2]) * 0.5 * (this.knobs.settings.clockDriftPpm ?? 0);
    return new DriftingClock(ppm, this.random.below(CLOCK_START_MAX));
  }

  #servedByLease(process: Process): void {
    if ((process.status?.configuration.voters.length ?? 0) > 1) this.tally.add("lease read served");
    const transfer = this.#handedOver.has(process.seen.term);
    checkLease({ leader: process, processes: this.processes, time: this.time, transfer });
  }

  #takeReads(process: Process, host: MemoryHost): void {
    const answered: ReadState[] = [...host.readsConfirmed.splice(0), ...host.readsReady.splice(0)];
    for (const { id, index } of answered) {
      this.tally.add(process.seen.role === "leader" ? "read answered: leader" : "read answered: follower");
      this.reads.answered(id, process.id, index, this.history.committed);
    }
    for (const id of host.readsDropped.splice(0)) {
      this.tally.add("read dropped");
      this.reads.dropped(id, process.id);
    }
  }
}

export function hostOf(id: ReplicaId): Configuration["hosts"][number] {
  return { id, member: `m${id}`, incarnation: `i${id}` };
}

function describe(message: Message): string {
  const { kind, from, to, term, ...rest } = message;
  const body = JSON.stringify(rest, (key, value: unknown) => (key === "payload" ? undefined : value));
  return `${from} → ${to} ${kind} of term ${term} ${body}`;
}
