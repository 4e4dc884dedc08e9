import type { ReplicaId } from "@keyval/raft";
import type { KeyspaceRun } from "../keyspace/history.js";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import type { KeyOperation } from "./client.js";
import type { Knobs } from "./knobs.js";
import type { Process } from "./process.js";
import type { FindReplica, OpenResident } from "./resident.js";

/** What a workload needs of its world. */
export interface WorkloadWorld {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly knobs: Knobs;
  processes(): readonly Process[];
  /** Of the latest term. */
  leader(): Process | undefined;
  /** A member that was never there before, with an empty disk; one that has a name already asks the others for its replica. */
  createMember(name?: string): Process;
  /** For statistics only. */
  happened(what: string): void;
}

/** Sees to it that members are replaced. */
export interface Replacer {
  /** Sooner or later: it will not do its part again. */
  replace(casualty: Process): void;
}

/** Replaces members that are well, too. */
export interface MemberOperator extends Replacer {
  /** False if it is busy with another one. */
  exchange(member: Process): boolean;
}

/** What members run on their group, and who asks them for it. */
export interface Workload {
  readonly openResident: OpenResident;
  readonly findReplica: FindReplica;
  /** Who replaces members by the cluster's own calls; undefined where nobody does. */
  readonly operator?: MemberOperator | undefined;
  memberOf(replica: ReplicaId): string;
  /** Makes the clients; the processes are there. */
  populate(): void;
  start(): void;
  /** Clients begin nothing any more; what is under way still ends. */
  stop(): void;
  readonly isBusy: boolean;
  /** Something was handed to the process, and it is done with it. */
  stepped?(process: Process): void;
  /** How many answers each client got since then. */
  answersSince(time: number): readonly number[];
  /** What clients did to registers. */
  readonly operations: readonly KeyOperation[];
  /** What they did to a key space; undefined if there is none. */
  run(calmSince: number): KeyspaceRun | undefined;
}
