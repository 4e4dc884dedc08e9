import type { ReplicaId } from "@keyval/raft";
import type { Group, ProposalOutcome } from "@keyval/server/node";
import type { LeaseRead, StaleRead } from "../checkers/checker.js";
import type { Operation } from "../linearizability/history.js";
import type { KeyInput, KeyOutput } from "../linearizability/key-operations.js";
import { encodeCommand, type Command, type CommandResult, type Register } from "../machine/command.js";
import { RegisterResident } from "../machine/register-resident.js";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { pickByWeight, type Knobs } from "./knobs.js";
import type { Process } from "./process.js";
import type { Resident } from "./resident.js";

export type KeyOperation = Operation<KeyInput, KeyOutput>;

/** What a client needs of its world. */
export interface ClientWorld {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly knobs: Knobs;
  processes(): readonly Process[];
  /** An operation has ended, or its outcome will never be known. */
  recorded(operation: KeyOperation): void;
  readStale(read: StaleRead): void;
  readByLease(read: LeaseRead): void;
  /** For statistics only. */
  happened(what: string): void;
}

/** An answer on its way back: an output, a certain failure with a hint where the leader is, or no certainty. */
type Answer =
  | { readonly kind: "output"; readonly output: KeyOutput }
  | { readonly kind: "failed"; readonly leader: ReplicaId }
  | { readonly kind: "unknown" };

/** Does one operation after the other, and remembers only what a real client could know. */
export class Client {
  readonly id: number;
  readonly #world: ClientWorld;
  readonly #random: SeededRandom;
  #target: ReplicaId = 0;
  #written = 0;
  #isStopped = false;
  #isBusy = false;
  /** What it saw last of each key, to compare with. */
  readonly #seen = new Map<number, number>();

  constructor(id: number, world: ClientWorld) {
    this.id = id;
    this.#world = world;
    this.#random = world.random.fork();
  }

  start(): void {
    this.#world.scheduler.after(this.#random.below(this.#world.knobs.restMicroseconds + 1000), () => {
      if (!this.#isStopped) this.#begin();
    });
  }

  /** Whether the outcome of an operation is still open. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Begins nothing any more; what is under way still ends. */
  stop(): void {
    this.#isStopped = true;
  }

  #begin(): void {
    const { knobs, scheduler } = this.#world;
    const key = this.#random.below(knobs.keys);
    const kind = pickByWeight(knobs.operations, this.#random);
    if (kind === "staleRead") {
      this.#readStale(key);
      return;
    }
    const command = kind === "read" ? undefined : this.#command(kind, key);
    this.#attempt(key, command, scheduler.now);
  }

  /** From whoever is asked, as it stands there. */
  #readStale(key: number): void {
    this.#world.scheduler.after(this.#latency(), () => {
      const process = this.#pickProcess();
      process?.request((_, resident) => {
        const { applied } = resident.machine;
        const register = registerOf(resident, key);
        if (register !== undefined) this.#world.readStale({ client: this.id, process, key, applied, ...register });
      });
      if (!this.#isStopped) this.start();
    });
  }

  #command(kind: Command["kind"], key: number): Command {
    // Every value is written once, so that a read tells who wrote what it saw.
    const value = this.id + 1000 * ++this.#written;
    if (kind === "delete") return { kind, key };
    return kind === "put" ? { kind, key, value } : { kind, key, expected: this.#seen.get(key) ?? 0, value };
  }

  /** What certainly had no effect is tried again elsewhere, as the same operation. */
  #attempt(key: number, command: Command | undefined, call: number): void {
    this.#isBusy = true;
    const { scheduler, knobs } = this.#world;
    let isOver = false;
    const timeout = scheduler.after(knobs.clientTimeoutMicroseconds, () => {
      over({ kind: "unknown" });
    });
    const over = (answer: Answer): void => {
      if (isOver) return;
      isOver = true;
      timeout.cancel();
      this.#end(key, command, call, answer);
    };
    const back = (answer: Answer): void => {
      scheduler.after(this.#latency(), () => {
        over(answer);
      });
    };
    scheduler.after(this.#latency(), () => {
      if (!this.#send(key, command, back)) back({ kind: "failed", leader: 0 });
    });
  }

  #send(key: number, command: Command | undefined, back: (answer: Answer) => void): boolean {
    const process = this.#pickProcess();
    return (
      process?.request((group, resident) => {
        if (command === undefined) this.#read(process, group, resident, key, back);
        else write(group, command, back);
      }) ?? false
    );
  }

  #read(process: Process, group: Group, resident: Resident, key: number, back: (answer: Answer) => void): void {
    const { deliveries, view, member } = process;
    const lease = this.#world.knobs.lease > 0 && view?.role === "leader" ? view.term : undefined;
    const judgedAt = this.#world.scheduler.now;
    group.read((outcome) => {
      const register = outcome.kind === "ready" ? registerOf(resident, key) : undefined;
      if (register === undefined) {
        back({ kind: "failed", leader: 0 });
        return;
      }
      // Whoever heard nothing from anybody in between can have asked nobody.
      const isByLease = process.deliveries === deliveries;
      if (lease !== undefined && isByLease) this.#world.readByLease({ member, term: lease, judgedAt });
      else if (lease !== undefined) this.#world.happened("lease read refused");
      back({ kind: "output", output: readOutput(register) });
    });
  }

  #pickProcess(): Process | undefined {
    const processes = this.#world.processes();
    const leader = processes.find(({ replica }) => replica === this.#target);
    return leader ?? (processes.length === 0 ? undefined : this.#random.pick(processes));
  }

  #end(key: number, command: Command | undefined, call: number, answer: Answer): void {
    this.#isBusy = false;
    if (answer.kind === "failed") {
      // A follower answers reads as well: not every client needs to go to the leader for them.
      this.#target = answer.leader;
      this.#world.scheduler.after(1 + this.#random.below(20_000), () => {
        if (!this.#isStopped) this.#attempt(key, command, call);
      });
      return;
    }
    if (answer.kind === "unknown") this.#target = 0;
    this.#record(key, command, call, answer);
    this.start();
  }

  #record(key: number, command: Command | undefined, call: number, answer: Answer): void {
    const output = answer.kind === "output" ? answer.output : undefined;
    if (output?.type === "read") this.#seen.set(key, Number(output.value ?? 0));
    // A read without an answer tells nothing.
    if (command === undefined && output === undefined) return;
    const returned = output === undefined ? Infinity : this.#world.scheduler.now;
    const input = inputOf(command);
    this.#world.recorded({ client: this.id, key: String(key), call, return: returned, input, output });
  }

  #latency(): number {
    return 50 + this.#random.below(500);
  }
}

function registerOf(resident: Resident, key: number): Register | undefined {
  return resident instanceof RegisterResident ? resident.get(key) : undefined;
}

function write(group: Group, command: Command, back: (answer: Answer) => void): void {
  group.propose(encodeCommand(command), (outcome) => {
    back(answerTo(outcome, group));
  });
}

function answerTo(outcome: ProposalOutcome, group: Group): Answer {
  switch (outcome.kind) {
    case "applied": {
      const { changed } = outcome.result as CommandResult;
      return { kind: "output", output: changed ? { type: "changed", revision: outcome.index } : { type: "unchanged" } };
    }
    case "refused":
      return { kind: "failed", leader: group.status.leader };
    case "unknown":
      return { kind: "unknown" };
  }
}

function readOutput({ value, version, revision }: Register): KeyOutput {
  return { type: "read", value: version === 0 ? undefined : String(value), modRevision: revision, version };
}

function inputOf(command: Command | undefined): KeyInput {
  switch (command?.kind) {
    case undefined:
      return { type: "read" };
    case "put":
      return { type: "put", value: String(command.value) };
    case "compareAndSet":
      return {
        type: "compareAndSet",
        expected: { target: "value", is: String(command.expected) },
        value: String(command.value),
      };
    case "delete":
      return { type: "delete" };
  }
}
