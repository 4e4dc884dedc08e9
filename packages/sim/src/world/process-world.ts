import type { Config, Configuration, ReplicaId } from "@keyval/raft";
import type { Frame } from "@keyval/server/node";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import type { Network } from "./network.js";
import type { Process } from "./process.js";
import type { FindReplica, OpenResident } from "./resident.js";

/** What never changes about a process, whatever happens to its disk. */
export interface ProcessOptions {
  readonly cluster: string;
  readonly member: string;
  /** The number of the group. */
  readonly group: number;
  /** Undefined for a process that has to ask the others for it. */
  readonly replica: ReplicaId | undefined;
  readonly configOf: (replica: ReplicaId) => Config;
  /** What the group begins with; undefined for a process that joins a running cluster. */
  readonly configuration: Configuration | undefined;
  /** Where the log of the group begins: as if it had come that far before. */
  readonly origin: Origin;
  readonly snapshotEvery: number;
  readonly segmentBytes: number;
  readonly engineFileBytes: number;
  readonly tidyEvery: number;
  readonly pieceBytesMost: number;
  readonly applyDelayMicroseconds: number;
  readonly openResident: OpenResident;
  readonly findReplica: FindReplica;
  /** It says the same of every data directory, so that nobody sees that it lost one: beyond what is promised. */
  readonly hidesLostDisk: boolean;
}

export interface Origin {
  readonly index: number;
  readonly term: number;
}

/** Who wants to know what becomes of a process. */
export interface ProcessWitness {
  /** The state machine of a member reached this state. */
  reached(member: string, applied: number, digest: number): void;
  /** Something was handed to the process, and it is done with it. */
  stepped(process: Process): void;
  sent(process: Process, frames: readonly Frame[]): void;
  received(frames: readonly Frame[]): void;
  /** It ended by itself, because of a disk or because of a bug. */
  ended(process: Process, reason: Error): void;
  noted(process: Process, what: string): void;
  /** For statistics only. */
  happened(what: string): void;
}

/** What a process lives in. */
export interface ProcessWorld {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly random: SeededRandom;
  readonly witness: ProcessWitness;
}
