import assert from "node:assert/strict";
import type { Checkpoint, Engine, EngineDone, EngineOutcome, Pinned } from "@keyval/storage";
import { StateMachine } from "../state-machine.js";
import { createHome, type EngineHome, type EngineKind } from "./engine-home.test-helper.js";
import { LoggedMachine, type MachineOptions } from "./logged-machine.test-helper.js";

export interface WorldOptions extends MachineOptions {
  readonly engine: EngineKind;
}

/**
 * A state machine with its log, its numberer and its engine, which may end and start again at any moment. What happens in
 * it is for the test to say, turn by turn.
 */
export class MachineWorld extends LoggedMachine {
  #home: EngineHome;
  #engine: Engine;
  #machine: StateMachine;
  #checkpoints = 0;

  constructor(options: Partial<WorldOptions> = {}) {
    const { engine = "memory", ...rest } = options;
    super({ cacheBytes: 0, readsNow: Infinity, firstRevision: 1, ...rest });
    this.#home = createHome(engine, this.turns.later);
    [this.#engine, this.#machine] = this.#open();
  }

  get machine(): StateMachine {
    return this.#machine;
  }

  /** Lets things happen until there is what was waited for. */
  until(isThere: () => boolean): void {
    while (!isThere()) assert.ok(this.turns.step(), "something happens until then");
  }

  /** The answer of a query, with everything that happens until it comes. */
  ask<T>(query: (done: (answer: T) => void) => T | undefined): T {
    let answer: T | undefined;
    answer = query((late) => {
      answer = late;
    });
    while (answer === undefined) assert.ok(this.turns.step(), "the query is answered");
    return answer;
  }

  /** Bytes of the engine's files. */
  get space(): number {
    return this.#engine.space.totalBytes;
  }

  checkpoint(): void {
    const seal = this.#checkpoints++ % 2 === 0;
    this.#must<undefined>((done) => this.machine.checkpoint(seal, done as EngineDone));
  }

  reclaim(): void {
    this.#must((done) => this.machine.reclaim(1_000_000, done));
  }

  /** Forgets all that is not in the last checkpoint, and applies the log from there again, by another program if one is given. */
  restart(build = this.build): void {
    this.settle();
    this.build = build;
    const { checkpointed } = this.#engine;
    this.#close();
    this.#reopen(checkpointed);
  }

  /** The last checkpoint is streamed to a member that had nothing, whose machine goes on in this one's place. */
  install(): void {
    this.settle();
    const pinned = this.#must<Pinned>((done) => this.#engine.pin(done));
    this.#home = this.#must<EngineHome>((done) => this.#home.takeOver(pinned, done));
    this.#close();
    this.#reopen(pinned);
  }

  end(): void {
    this.#close();
  }

  #close(): void {
    this.#must<undefined>((done) => this.#engine.close(done as EngineDone));
  }

  #reopen(checkpoint: Checkpoint): void {
    [this.#engine, this.#machine] = this.#open();
    this.catchUp(checkpoint);
  }

  #open(): [Engine, StateMachine] {
    const engine = this.#must<Engine>((done) => this.#home.open(done));
    let machine: StateMachine | undefined;
    StateMachine.open(this.optionsFor(engine), (opened) => {
      if (opened.error !== undefined) throw opened.error;
      machine = opened.machine;
    });
    while (machine === undefined) assert.ok(this.turns.step(), "the state machine opens");
    return [engine, machine];
  }

  #must<T>(call: (done: EngineDone<T>) => void): T {
    let outcome: EngineOutcome<T> | undefined;
    call((answer) => {
      outcome = answer;
    });
    while (outcome === undefined) assert.ok(this.turns.step(), "the engine answers");
    if (outcome.error !== undefined) throw outcome.error;
    return outcome.value;
  }
}
