import type { Frame } from "@keyval/server/node";
import type { Replay } from "../keyspace/replay.js";
import type { KeyOperation } from "../world/client.js";
import type { Process } from "../world/process.js";

/** Somebody was told something wrong; nothing goes on any more; a process ended itself. */
export type CheckerClass = "safety" | "liveness" | "crash";

/** Every checker, and what it means if it speaks. */
export const CHECKER_CLASSES = {
  oneLeaderPerTerm: "safety",
  nothingFalls: "safety",
  committedLog: "safety",
  configurationChanges: "safety",
  durableQuorum: "safety",
  durableWords: "safety",
  sameState: "safety",
  durability: "safety",
  leases: "safety",
  linearizability: "safety",
  sessions: "safety",
  keyLeases: "safety",
  watches: "safety",
  contests: "safety",
  members: "safety",
  revisions: "safety",
  progress: "liveness",
  convergence: "liveness",
  quiet: "liveness",
  assertion: "crash",
} as const satisfies Record<string, CheckerClass>;

export type CheckerName = keyof typeof CHECKER_CLASSES;

export const CHECKER_NAMES = Object.keys(CHECKER_CLASSES) as readonly CheckerName[];

/** What a checker may look at, and whom it tells. */
export interface CheckerWorld {
  /** True time in microseconds. */
  now(): number;
  /** Members of the group, running or not. */
  processes(): readonly Process[];
  violated(sentence: string): void;
  /** For statistics only. */
  happened(what: string): void;
}

/** A read of a member's own state, without asking anybody. */
export interface StaleRead {
  readonly client: number;
  readonly process: Process;
  readonly key: number;
  readonly value: number;
  readonly version: number;
  readonly revision: number;
  readonly applied: number;
}

/** A read that a leader answered without asking anybody, since it was sure of its lease when the read arrived. */
export interface LeaseRead {
  readonly member: string;
  readonly term: number;
  readonly judgedAt: number;
}

/** How a run stands after its troubles. Times are microseconds. */
export interface Ending {
  readonly now: number;
  /** When the troubles ended. */
  readonly calmSince: number;
  /** How many answers each client got since then. */
  readonly answers: readonly number[];
  /** What clients did to registers. */
  readonly operations: readonly KeyOperation[];
  /** What they did to a key space, and what that has to come to; undefined if there is none. */
  readonly replay: () => Replay | undefined;
  /** Terms with a leader so far. */
  readonly elections: number;
  /** Without PreVote, whoever misses some heartbeats on a rough network deposes a leader that is well. */
  readonly mayDisturb: boolean;
  /** Processes that their disks have ended so far: what rotted may be read long after the troubles. */
  readonly endedByDisks: number;
}

/** Watches one thing that must always hold. Each can be switched alone; none relies on another. */
export interface Checker {
  /** Something was handed to the process, it is done with it, and its replica does not stand as before: see `standAlike`. */
  stepped?(process: Process): void;
  /** This leaves the process now. */
  sent?(process: Process, frames: readonly Frame[]): void;
  /** A member's state machine got this far. */
  reached?(member: string, applied: number, digest: number): void;
  /** A client got an answer, or will never know. */
  recorded?(operation: KeyOperation): void;
  readStale?(read: StaleRead): void;
  /** A leader answered a read without asking anybody: it relies on its lease. */
  readByLease?(read: LeaseRead): void;
  /** A member lost its disk: nothing that was known of it holds. */
  diskLost?(member: string): void;
  /** A process ended by itself, and no fault of its disk explains it. */
  ended?(process: Process, reason: Error): void;
  /** The troubles are over, and every client got on since, or had time enough for it. */
  recovered?(ending: Ending): void;
  /** Clients have stopped, and every member has caught up, or had time enough for it. */
  calmed?(ending: Ending): void;
  /** Nothing happened for another while. */
  rested?(ending: Ending): void;
}

export type CreateChecker = (world: CheckerWorld) => Checker;
