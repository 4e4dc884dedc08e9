import type { ReplicaId } from "@keyval/raft";
import type { Beginning, Clock, Group, Outsider, QuarantineEvents, StateMachine } from "@keyval/server/node";
import type { BitcaskOptions, Crc32, Disk, EngineDone } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { ProcessOptions } from "./process-world.js";

/** What a process runs on its group, for one life of the process. */
export interface Resident {
  /** Given to the group. */
  readonly machine: StateMachine;
  /** With it, members compare their states. */
  readonly audit?: QuarantineEvents | undefined;
  /** The group is there, and nothing was applied yet. */
  joined?(group: Group): void;
  /** Another member asks something of this one. */
  asked?(question: Question, answer: (answer: unknown) => void): void;
  /** In which life of its disk another member announced itself. */
  incarnationOf?(member: string): string | undefined;
  /** Why another member is none; undefined for a member, and where nobody keeps a list of them. */
  outsider?(member: string): Outsider | undefined;
  /** What a list of members and the consensus say differently; undefined if they agree, or nobody keeps a list. */
  readonly unsettled?: string | undefined;
  /** Whether a failure is none, because this member was removed. */
  leavesOver?(failure: Error): boolean;
  /** The life is over: whatever is called here, the process does nothing any more. */
  gone?(): void;
}

/** What one member asks of another beside frames, of about so many bytes; only residents know what is in it. */
export interface Question {
  readonly bytes: number;
}

/** What a process gives to its resident. */
export interface ResidentHost extends Pick<
  ProcessOptions,
  "member" | "group" | "engineFileBytes" | "tidyEvery" | "pieceBytesMost"
> {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly crc32: Crc32;
  readonly random: SeededRandom;
  /** Names this life of the process: they are counted from 1. */
  readonly life: number;
  /** Of the data directory. */
  readonly incarnation: string;
  /** Is told of every state that this member reaches. */
  reached(applied: number, digest: number): void;
  happened(what: string): void;
  /** The process can not go on. */
  failed(reason: Error): void;
  /** Whether there is a connection; even then the question or its answer may be lost, and nobody is told. */
  ask(member: string, question: Question, answered: (answer: unknown) => void): boolean;
  /** Whose connections to this one stand. */
  callers(): readonly string[];
  /** Ends the connection of a member that was removed: it dials again, and hears why it is not let in. */
  expel(member: string): void;
  /** This member was removed, and has nothing more to do. */
  leave(): void;
}

/** What a process gives to whom it asks for a place among the others. */
export interface JoiningHost extends Pick<ResidentHost, "member" | "incarnation" | "clock" | "failed" | "leave"> {
  /** Who may be asked. */
  others(): readonly string[];
  /** Before there are connections. The question or its answer may be lost, and nobody is told. */
  ask(member: string, question: Question, answered: (answer: unknown) => void): void;
}

/** Asks until the others agree on a replica for this process. */
export type FindReplica = (host: JoiningHost, found: (replica: ReplicaId) => void) => void;

export type OpenResident = (host: ResidentHost, beginning: Beginning, done: EngineDone<Resident>) => void;

/** Where a resident has its engine. */
export function engineOf(
  { disk, crc32, clock, random }: ResidentHost,
  directory: string,
  fileBytes: number,
): BitcaskOptions {
  return {
    ...{ disk, directory, crc32, fileBytes, writer: "keyval-sim" },
    random: () => random.next(),
    defer: (run) => {
      clock.endOfTurn(run);
    },
    now: () => clock.now(),
  };
}
