import { createConfig, initialConfiguration, type Config, type Configuration, type ReplicaId } from "@keyval/raft";
import type { Frame } from "@keyval/server/node";
import type { CheckerName, Ending, LeaseRead, StaleRead } from "../checkers/checker.js";
import { whatIsBehind } from "../checkers/convergence.js";
import { clientBehind } from "../checkers/progress.js";
import type { DiskEventKind } from "../disk/disk-event.js";
import { drawDiskFaults } from "../disk/disk-faults.js";
import { SimDisk } from "../disk/sim-disk.js";
import type { KeyspaceRun } from "../keyspace/history.js";
import { KeyspaceWorkload } from "../keyspace/keyspace-workload.js";
import { replayOf, type Replay } from "../keyspace/replay.js";
import { SeededRandom } from "../random.js";
import { Scheduler } from "../scheduler.js";
import { BookOfFaults } from "./book-of-faults.js";
import type { KeyOperation } from "./client.js";
import { Judge, type Violation } from "./judge.js";
import { chosenKnobs, type KnobChoice, type Knobs } from "./knobs.js";
import { Nemesis, type Book, type Strike } from "./nemesis.js";
import { Network } from "./network.js";
import { Observer } from "./observer.js";
import { Operator } from "./operator.js";
import { Process } from "./process.js";
import { RegisterWorkload } from "./register-workload.js";
import { Trace } from "./trace.js";
import type { MemberOperator, Workload } from "./workload.js";

const SECOND = 1_000_000;

/** Within this time after the last fault every client must get on, … */
const RECOVERY = 15 * SECOND;

/** … within this time after the last operation every member must have caught up, … */
const SETTLING = 6 * SECOND;

/** … or longer, if somebody changes members one after the other, and is to finish that, … */
const CHANGING = 30 * SECOND;

/** … and all must stay well: nobody holds an election in a healthy cluster. */
const QUIET = 2 * SECOND;

export interface SimulationOptions {
  readonly seed: number;
  /** How long clients work while things go wrong. */
  readonly seconds: number;
  /** Instead of what the seed draws. */
  readonly knobs?: KnobChoice;
  /** Of the strikes of the nemesis, only those with these indexes happen. */
  readonly strikes?: readonly number[];
  /** Which checkers watch; all of them if undefined. */
  readonly checkers?: readonly CheckerName[];
  /** Disks are lost without regard to the book of faults, and nobody is told: the checkers have to see it. */
  readonly overBound?: boolean;
  /** Goes on after a violation, so that each checker says what it would say alone. */
  readonly toTheEnd?: boolean;
  /** Gets a line for everything of note. */
  readonly print?: (line: string) => void;
}

export interface SimulationResult {
  readonly seed: number;
  readonly knobs: Knobs;
  readonly violations: readonly Violation[];
  readonly traceHash: string;
  /** What clients did to registers. */
  readonly operations: readonly KeyOperation[];
  /** What they did to a key space; undefined if there is none. */
  readonly run: KeyspaceRun | undefined;
  readonly simulatedSeconds: number;
  readonly elections: number;
  readonly strikes: readonly Strike[];
  /** How often what happened, by name. */
  readonly events: ReadonlyMap<string, number>;
}

/** One seed, one run: a cluster, its clients and its troubles, and the judge of them all. */
export function simulate(options: SimulationOptions): SimulationResult {
  const simulation = new Simulation(options);
  return simulation.run(options.seconds);
}

class Simulation {
  readonly knobs: Knobs;
  readonly scheduler = new Scheduler();
  readonly random: SeededRandom;
  readonly network: Network;
  readonly #seed: number;
  readonly #trace: Trace;
  readonly book: Book;
  readonly #judge: Judge;
  readonly #observer = new Observer();
  readonly #operator: Operator;
  readonly #entered: BookOfFaults;
  readonly #overBound: boolean;
  readonly #toTheEnd: boolean;
  #endedByDisks = 0;
  /** Whose disk has ever failed a call. */
  readonly #failing = new Set<string>();
  readonly #workload: Workload;
  readonly #nemesis: Nemesis;
  #processes: Process[] = [];
  #calmSince = Infinity;
  #nextReplica: ReplicaId = 1;

  constructor({ seed, knobs, strikes, checkers, overBound = false, toTheEnd = false, print }: SimulationOptions) {
    this.#seed = seed;
    this.#overBound = overBound;
    this.#toTheEnd = toTheEnd;
    this.#judge = new Judge(this, checkers);
    this.#entered = new BookOfFaults(this);
    this.book = overBound ? BOUNDLESS : this.#entered;
    this.random = new SeededRandom(seed);
    this.knobs = chosenKnobs(this.random.fork(), knobs);
    this.network = new Network(this.scheduler, this.random.fork(), this.knobs.network);
    this.#trace = new Trace(print);
    this.#trace.note(0, `seed ${seed} ${JSON.stringify(this.knobs)}`);
    this.#nemesis = new Nemesis(this, strikes);
    this.#operator = new Operator(this);
    const { keyspace } = this.knobs;
    this.#workload = keyspace === undefined ? new RegisterWorkload(this) : new KeyspaceWorkload(this, keyspace);
    this.#bootstrap();
  }

  run(seconds: number): SimulationResult {
    for (const process of this.#processes) process.start();
    this.#workload.start();
    this.#nemesis.start();
    this.#operator.start();
    this.#pass(seconds * SECOND);
    this.noted("the troubles end");
    this.#calmSince = this.scheduler.now;
    this.#nemesis.stop();
    this.#pass(RECOVERY, () => clientBehind({ answers: this.#answers() }) === undefined);
    this.#judgeIfSound("recovered");
    this.#workload.stop();
    const settling = this.memberOperator === undefined ? SETTLING : CHANGING;
    this.#pass(settling, () => !this.#workload.isBusy && whatIsBehind(this.#processes) === undefined);
    this.#judgeIfSound("calmed");
    this.#pass(QUIET);
    // What members tell each other by themselves, about leases say, may be on its way just now.
    this.#pass(SETTLING, () => whatIsBehind(this.#processes) === undefined);
    this.#judgeIfSound("rested");
    return this.#result();
  }

  // --- What the nemesis, the clients and the processes ask of the world.

  now(): number {
    return this.scheduler.now;
  }

  processes(): readonly Process[] {
    return this.#processes;
  }

  createMember(name?: string): Process {
    const created = name === undefined ? this.#createReplica(undefined) : this.#createProcess({ member: name });
    this.#processes.push(created);
    return created;
  }

  /** Of the latest term. */
  leader(): Process | undefined {
    const leaders = this.#processes.filter(({ view }) => view?.role === "leader");
    return leaders.sort((a, b) => (b.view?.term ?? 0) - (a.view?.term ?? 0))[0];
  }

  get memberOperator(): MemberOperator | undefined {
    return this.#workload.operator;
  }

  diskLost(process: Process): void {
    this.#judge.diskLost(process.member);
    if (!this.#overBound) this.#replaceLater(process);
  }

  noted(what: string): void {
    this.#trace.note(this.scheduler.now, what);
  }

  recorded(operation: KeyOperation): void {
    this.happened(operation.output === undefined ? "unknownOutcome" : operation.input.type);
    this.#judge.recorded(operation);
  }

  readStale(read: StaleRead): void {
    this.happened("staleRead");
    this.#judge.readStale(read);
  }

  readByLease(read: LeaseRead): void {
    this.happened("lease read served");
    this.#judge.readByLease(read);
  }

  happened(what: string): void {
    this.#observer.happened(what);
  }

  readonly witness = {
    reached: (member: string, applied: number, digest: number): void => {
      this.#trace.count(this.scheduler.now, applied, digest);
      this.#judge.reached(member, applied, digest);
    },
    stepped: (process: Process): void => {
      this.#observer.stepped(process);
      this.#workload.stepped?.(process);
      this.#judge.stepped(process);
    },
    sent: (process: Process, frames: readonly Frame[]): void => {
      this.#judge.sent(process, frames);
    },
    received: (frames: readonly Frame[]): void => {
      this.#observer.received(frames);
    },
    ended: (process: Process, reason: Error): void => {
      this.noted(`${process.member} ended: ${reason.name} ${reason.message}`);
      this.happened(`ended: ${reason.name}`);
      this.#ended(process, reason);
    },
    noted: (process: Process, what: string): void => {
      this.noted(`${process.member} ${what}`);
      this.happened(what);
    },
    happened: (what: string): void => {
      this.happened(what);
    },
  };

  // --- Its own doing.

  #bootstrap(): void {
    const ids = Array.from({ length: this.knobs.members }, (_, i) => i + 1);
    const hosts = ids.map((id) => ({ id, member: this.#workload.memberOf(id), incarnation: "" }));
    const configuration = initialConfiguration(hosts, this.knobs.lease);
    for (const _ of ids) this.#processes.push(this.#createReplica(configuration));
    this.#workload.populate();
  }

  #createReplica(configuration: Configuration | undefined): Process {
    const replica = this.#nextReplica++;
    return this.#createProcess({ member: this.#workload.memberOf(replica), replica, configuration });
  }

  #createProcess({ member, replica, configuration }: Place): Process {
    const { snapshotEvery, segmentBytes, engineFileBytes, tidyEvery, pieceBytesMost } = this.knobs;
    const { driftPpmMost, turnMicroseconds, applyDelayMicroseconds } = this.knobs;
    const clockFaults = { driftPpm: this.random.between(0, driftPpmMost), turnMicroseconds };
    const { openResident, findReplica } = this.#workload;
    const configOf = (id: ReplicaId): Config => this.#configOf(id);
    const observe = (kind: DiskEventKind): void => {
      this.happened(`disk: ${kind}`);
      if (kind === "EIO" || kind === "ENOSPC" || kind === "failed sync") this.#failing.add(member);
    };
    const disk = new SimDisk(this.scheduler, this.random.fork(), drawDiskFaults(this.random), observe);
    const { group, origin } = this.knobs;
    const sizes = { snapshotEvery, segmentBytes, engineFileBytes, tidyEvery, pieceBytesMost };
    const shape = { group, origin, ...sizes, applyDelayMicroseconds, hidesLostDisk: this.#overBound };
    const way = { configOf, openResident, findReplica };
    return new Process(this, { cluster: "sim", member, replica, configuration, ...way, ...shape }, disk, clockFaults);
  }

  #configOf(id: ReplicaId): Config {
    const { keptEntries, preVote, messageBytesMax, tailBytesMax, quiesceAfter } = this.knobs;
    const inflightBytesMax = messageBytesMax * 8;
    return createConfig({ id, keptEntries, preVote, messageBytesMax, tailBytesMax, inflightBytesMax, quiesceAfter });
  }

  /** Lets so much time pass, or less if that is enough. */
  #pass(microseconds: number, isEnough: () => boolean = () => false): void {
    const end = this.scheduler.now + microseconds;
    while (this.scheduler.now < end && !this.#isOver && !isEnough()) {
      this.scheduler.runUntil(Math.min(end, this.scheduler.now + SECOND / 10));
      this.#retireRemoved();
    }
  }

  get #isOver(): boolean {
    return !this.#toTheEnd && this.#judge.violations.length > 0;
  }

  /** Whoever is in no configuration any more has nothing left to do. */
  #retireRemoved(): void {
    const leader = this.leader();
    if (leader?.group === undefined) return;
    const { configuration, configurationIndex, committed } = leader.group.status;
    if (configurationIndex > committed) return;
    const isGone = ({ replica }: Process): boolean =>
      replica <= configuration.lastId && !configuration.hosts.some(({ id }) => id === replica);
    for (const process of this.#processes) if (isGone(process) && !this.#leaves(process)) process.retire();
    this.#processes = this.#processes.filter((process) => !(isGone(process) && process.isRetired));
  }

  /** Whether a process hears from the others that it was removed; one that lost what it knew could begin anew before. */
  #leaves(process: Process): boolean {
    return this.memberOperator !== undefined && !this.#entered.isDamaged(process);
  }

  /** A process whose disk failed is started again; one whose disk is damaged is replaced. All else is a bug. */
  #ended(process: Process, reason: Error): void {
    const isOfTheDisk = OF_THE_DISK.has(reason.name);
    if (isOfTheDisk) this.#endedByDisks += 1;
    if (isOfTheDisk && this.#entered.isDamaged(process)) {
      this.#replaceLater(process);
    } else if (reason.name === "DiskError" && this.#failing.has(process.member)) {
      this.scheduler.after(1 + this.random.below(this.knobs.troubleLastsMicroseconds), () => {
        if (this.#processes.includes(process)) process.start();
      });
    } else {
      this.#judge.ended(process, reason);
    }
  }

  #replaceLater(process: Process): void {
    this.scheduler.after(1 + this.random.below(SECOND), () => {
      if (this.#processes.includes(process)) (this.memberOperator ?? this.#operator).replace(process);
    });
  }

  /** What comes after the first failure says nothing of its own. */
  #judgeIfSound(what: "recovered" | "calmed" | "rested"): void {
    if (!this.#isOver) this.#judge[what](this.#ending());
  }

  #answers(): readonly number[] {
    return this.#workload.answersSince(this.#calmSince);
  }

  #ending(): Ending {
    const { preVote, network } = this.knobs;
    const run = this.#workload.run(this.#calmSince);
    let replay: Replay | undefined;
    return {
      now: this.scheduler.now,
      calmSince: this.#calmSince,
      answers: this.#answers(),
      operations: this.#workload.operations,
      replay: () => (replay ??= run && replayOf(run)),
      elections: this.#observer.elections,
      endedByDisks: this.#endedByDisks,
      mayDisturb: !preVote && (network.lostPerMille > 0 || network.latency.slowPerMille > 0),
    };
  }

  #result(): SimulationResult {
    const events = new Map<string, number>([...this.#observer.counts, ...this.#nemesis.counts]);
    return {
      seed: this.#seed,
      knobs: this.knobs,
      violations: this.#judge.violations,
      traceHash: this.#trace.hash,
      operations: this.#workload.operations,
      run: this.#workload.run(this.#calmSince),
      simulatedSeconds: Math.floor(this.scheduler.now / SECOND),
      elections: this.#observer.elections,
      strikes: this.#nemesis.strikes,
      events,
    };
  }
}

/** Who a process is; one without a replica has to ask for it, and one without a configuration joins a running cluster. */
interface Place {
  readonly member: string;
  readonly replica?: ReplicaId | undefined;
  readonly configuration?: Configuration | undefined;
}

/** What a process ends with that finds its disk failing or damaged. */
const OF_THE_DISK: ReadonlySet<string> = new Set([
  ...["DiskError", "WalDamage", "WalForeign", "EngineDamage", "EngineForeign", "SnapshotError", "NotTakenBack"],
]);

const BOUNDLESS: Book = { mayLose: () => true, mayRot: () => true, enter: () => undefined };
