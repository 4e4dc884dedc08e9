import { type Id, kindOf } from "@keyval/api";
import type { ReplicaId } from "@keyval/raft";
import { type Build, thisBuild } from "@keyval/statemachine";
import { NEXT_KIND, nextBuild } from "@keyval/statemachine/model";
import type { Process } from "../world/process.js";
import type { OpenResident } from "../world/resident.js";
import type { MemberOperator, Workload, WorkloadWorld } from "../world/workload.js";
import type { KeyspaceClientWorld } from "./asker.js";
import { Caller } from "./caller.js";
import { ClusterOperator } from "./cluster-operator.js";
import { Contender } from "./contender.js";
import { findReplica } from "./find-replica.js";
import type { KeyspaceRun } from "./history.js";
import type { KeyspaceClient } from "./keyspace-client.js";
import type { KeyspaceKnobs } from "./keyspace-knobs.js";
import { KeyspaceResident } from "./keyspace-resident.js";
import { LeaseHolder } from "./lease-holder.js";
import { idOf } from "./member-name.js";
import { Recorder } from "./recorder.js";
import { SessionClient } from "./session-client.js";
import { WatchClient } from "./watch-client.js";

/** The server's key space, with all that answers its clients, and clients of every kind. */
export class KeyspaceWorkload implements Workload {
  readonly operations = [];
  readonly findReplica = findReplica;
  readonly #world: WorkloadWorld;
  readonly #knobs: KeyspaceKnobs;
  readonly #recorder = new Recorder();
  /** Members that are there from the beginning. */
  readonly #firsts: ReadonlySet<string>;
  #clients: readonly KeyspaceClient[] = [];
  #operator: ClusterOperator | undefined;
  /** Of the member that was named last. */
  #lastMember: number;

  constructor(world: WorkloadWorld, knobs: KeyspaceKnobs) {
    this.#world = world;
    this.#knobs = knobs;
    this.#lastMember = world.knobs.members;
    this.#firsts = new Set(Array.from({ length: world.knobs.members }, (_, i) => this.memberOf(i + 1)));
  }

  readonly openResident: OpenResident = (host, beginning, done) => {
    const { scheduler } = this.#world;
    const witness = {
      knobs: this.#knobs,
      nextRevision: this.#nextRevision,
      buildOf: this.#buildOf,
      freshMemberId: this.#freshMemberId,
      applied: (entry: Parameters<Recorder["applied"]>[1]) => {
        this.#recorder.applied(scheduler.now, entry);
        if (kindOf(entry.payload) === NEXT_KIND) this.#world.happened("command of the next version");
      },
      gone: (member: string) => {
        this.#recorder.fell(scheduler.now, member);
      },
    };
    KeyspaceResident.open(host, witness, beginning, done);
  };

  /** As a hexadecimal number, which is what members of a real cluster are known by. */
  memberOf(replica: ReplicaId): string {
    return `e${replica}`;
  }

  populate(): void {
    const { scheduler, random, knobs } = this.#world;
    const world: KeyspaceClientWorld = {
      ...{ scheduler, random, knobs, keyspace: this.#knobs, recorder: this.#recorder },
      processes: () => this.#world.processes(),
      happened: (what) => {
        this.#world.happened(what);
      },
    };
    const kinds = [
      { count: knobs.clients, create: (id: number) => new Caller(id, world) },
      { count: this.#knobs.sessions, create: (id: number) => new SessionClient(id, world) },
      { count: this.#knobs.holders, create: (id: number) => new LeaseHolder(id, world) },
      { count: this.#knobs.streams, create: (id: number) => new WatchClient(id, world) },
      { count: this.#knobs.contenders, create: (id: number) => new Contender(id, world) },
    ];
    const clients: KeyspaceClient[] = [];
    for (const { count, create } of kinds) for (let i = 0; i < count; i++) clients.push(create(clients.length));
    if (this.#knobs.isOperated)
      clients.push((this.#operator = new ClusterOperator(clients.length, world, this.#world)));
    this.#clients = clients;
  }

  get operator(): MemberOperator | undefined {
    return this.#operator;
  }

  start(): void {
    for (const client of this.#clients) client.start();
  }

  stop(): void {
    for (const client of this.#clients) client.stop();
  }

  get isBusy(): boolean {
    return this.#clients.some(({ isBusy }) => isBusy);
  }

  answersSince(time: number): readonly number[] {
    const counts: number[] = [];
    for (const { answers } of this.#clients) {
      if (answers !== undefined) counts.push(answers.filter((answered) => answered >= time).length);
    }
    return counts;
  }

  stepped(process: Process): void {
    this.#recorder.stepped(this.#world.scheduler.now, process);
  }

  run(calmSince: number): KeyspaceRun {
    const { scheduler, knobs } = this.#world;
    const { driftPpmMost } = knobs;
    return this.#recorder.run({ nextRevision: this.#nextRevision, driftPpmMost, calmSince, end: scheduler.now });
  }

  readonly #freshMemberId = (): Id => idOf(this.memberOf(++this.#lastMember));

  /** Who comes later than the first members need not have been started twice. */
  readonly #buildOf = (member: string, life: number): Build => {
    const isFirst = life === 1 && this.#firsts.has(member);
    return this.#knobs.upgrades && !isFirst ? nextBuild : thisBuild;
  };

  /** The same for every member, and never less than one more than the last. */
  readonly #nextRevision = (last: number, index: number): number => {
    const { revisionOrigin, revisionsSkipped } = this.#knobs;
    return Math.max(last, revisionOrigin) + 1 + (index % (revisionsSkipped + 1));
  };
}
