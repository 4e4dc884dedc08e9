import type { Change } from "@keyval/raft";
import type { Scheduler } from "../scheduler.js";
import type { Process } from "./process.js";
import type { Replacer } from "./workload.js";

/** What the operator may do. */
export interface OperatorWorld {
  readonly scheduler: Scheduler;
  leader(): Process | undefined;
  createMember(): Process;
}

const LOOK = 300_000;

/**
 * Replaces members whose disk is lost or damaged, where the consensus is all that there is to ask: a new one is added, under a
 * new id, and the old one is removed.
 */
export class Operator implements Replacer {
  readonly #world: OperatorWorld;
  readonly #replacements = new Map<Process, Process>();

  constructor(world: OperatorWorld) {
    this.#world = world;
  }

  start(): void {
    this.#world.scheduler.after(LOOK, () => {
      const leader = this.#world.leader();
      if (leader !== undefined) for (const pair of this.#replacements) this.#help(leader, ...pair);
      this.start();
    });
  }

  replace(casualty: Process): void {
    if (!this.#replacements.has(casualty)) this.#create(casualty);
  }

  #create(casualty: Process): void {
    const created = this.#world.createMember();
    this.#replacements.set(casualty, created);
    created.start();
  }

  /** One step at a time; what is refused now is tried again. */
  #help(leader: Process, casualty: Process, replacement: Process): void {
    const configuration = leader.group?.configuration;
    if (configuration === undefined) return;
    const isIn = (process: Process): boolean => configuration.hosts.some(({ id }) => id === process.replica);
    if (isIn(replacement) && !isIn(casualty)) {
      this.#replacements.delete(casualty);
      return;
    }
    if (!isIn(replacement) && replacement.replica <= configuration.lastId) {
      // Somebody else was added under a later id meanwhile: this one can not be used any more.
      this.#create(casualty);
      return;
    }
    if (replacement.host.incarnation === "") {
      replacement.start();
      return;
    }
    const changes: Change[] = [];
    if (!isIn(replacement)) changes.push({ kind: "addLearner", host: replacement.host });
    else if (configuration.learners.includes(replacement.replica))
      changes.push({ kind: "promote", id: replacement.replica });
    if (isIn(replacement) && isIn(casualty)) changes.push({ kind: "remove", id: casualty.replica });
    leader.request((group) => {
      group.reconfigure(changes);
    });
  }
}
