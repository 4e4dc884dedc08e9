import type { ReplicaId } from "@keyval/raft";
import type { LeaseRead, StaleRead } from "../checkers/checker.js";
import { RegisterResident } from "../machine/register-resident.js";
import { Client, type KeyOperation } from "./client.js";
import type { Workload, WorkloadWorld } from "./workload.js";

export interface RegisterWorld extends WorkloadWorld {
  recorded(operation: KeyOperation): void;
  readStale(read: StaleRead): void;
  readByLease(read: LeaseRead): void;
}

/** A few registers, and clients whose histories are checked for linearizability. */
export class RegisterWorkload implements Workload {
  readonly openResident = RegisterResident.open;
  /** Whoever adds a member here gives it its replica. */
  readonly findReplica = noop;
  readonly operations: KeyOperation[] = [];
  readonly #world: RegisterWorld;
  #clients: readonly Client[] = [];

  constructor(world: RegisterWorld) {
    this.#world = world;
  }

  populate(): void {
    const world = this.#world;
    const recording = {
      ...{ scheduler: world.scheduler, random: world.random, knobs: world.knobs },
      processes: () => world.processes(),
      recorded: (operation: KeyOperation) => {
        this.operations.push(operation);
        world.recorded(operation);
      },
      readStale: (read: StaleRead) => {
        world.readStale(read);
      },
      readByLease: (read: LeaseRead) => {
        world.readByLease(read);
      },
      happened: (what: string) => {
        world.happened(what);
      },
    };
    this.#clients = Array.from({ length: world.knobs.clients }, (_, id) => new Client(id, recording));
  }

  memberOf(replica: ReplicaId): string {
    return `m${replica}`;
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
    const answers = new Array<number>(this.#clients.length).fill(0);
    for (const { client, output, return: returned } of this.operations) {
      const id = Number(client);
      if (output !== undefined && returned >= time) answers[id] = (answers[id] ?? 0) + 1;
    }
    return answers;
  }

  run(): undefined {
    return undefined;
  }
}

function noop(): void {
  // Nobody is answered.
}
