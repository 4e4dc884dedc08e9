import assert from "node:assert/strict";
import zlib from "node:zlib";
import { BARE_HEADER, type CommandKind, type EntryHeader } from "@keyval/api";
import {
  createMemoryStore,
  type Engine,
  type EngineDone,
  type EngineOutcome,
  MemoryEngine,
  openBitcaskEngine,
} from "@keyval/storage";
import { MemoryDisk } from "@keyval/storage/testing";
import type { KeyEvent } from "../keyspace/key-event.js";
import { clientKeyOf } from "../record/decode-record.js";
import { type Applied, StateMachine } from "../state-machine.js";

export type EngineKind = "memory" | "bitcask";

export interface WorldOptions {
  readonly engine: EngineKind;
  readonly cacheBytes: number;
  readonly readsNow: number;
  /** What the first command finds as the revision before its own. */
  readonly firstRevision: number;
}

export interface LogEntry {
  readonly revision: number;
  readonly index: number;
  readonly header: EntryHeader;
  readonly body: Uint8Array;
}

/** Of all entries. */
export const TERM = 3;

/** Callbacks that wait for their turn. */
class Turns {
  readonly #waiting: (() => void)[] = [];

  readonly later = (run: () => void): void => void this.#waiting.push(run);

  step(): boolean {
    const next = this.#waiting.shift();
    next?.();
    return next !== undefined;
  }
}

/** A state machine with its log, its numberer and its engine, which may end and start again at any moment. */
export class MachineWorld {
  readonly options: WorldOptions;
  readonly #turns = new Turns();
  readonly #store = createMemoryStore();
  readonly #disk = new MemoryDisk(this.#turns.later);
  /** All entries that were ever applied. */
  readonly log: LogEntry[] = [];
  /** By revision: what the feed heard of it last. */
  readonly fed = new Map<number, readonly KeyEvent[]>();
  machine: StateMachine;
  #engine: Engine;
  #salt = 1;

  constructor(options: Partial<WorldOptions> = {}) {
    this.options = { engine: "memory", cacheBytes: 0, readsNow: Infinity, firstRevision: 1, ...options };
    [this.#engine, this.machine] = this.#open();
  }

  /** The next command. Its revision follows the last one that was taken, with a gap if one is asked for. */
  apply(kind: CommandKind, body: Uint8Array, gap = 0, fields: Partial<EntryHeader> = {}): Applied {
    const last = Math.max(this.options.firstRevision, this.machine.revision);
    const entry = {
      revision: last + 1 + gap,
      index: this.log.length + 1,
      header: { ...BARE_HEADER, ...fields, kind },
      body,
    };
    this.log.push(entry);
    return this.#apply(entry);
  }

  /** Lets everything happen. */
  settle(): void {
    while (this.#turns.step());
  }

  /** Lets a few things happen. */
  turn(count: number): void {
    for (let i = 0; i < count; i++) this.#turns.step();
  }

  /** The answer of a query, with everything that happens until it comes. */
  ask<T>(query: (done: (answer: T) => void) => T | undefined): T {
    let answer: T | undefined;
    answer = query((late) => {
      answer = late;
    });
    while (answer === undefined) assert.ok(this.#turns.step(), "the query is answered");
    return answer;
  }

  /** Bytes of the engine's files. */
  get space(): number {
    return this.#engine.space.totalBytes;
  }

  checkpoint(): void {
    this.#must<undefined>((done) => this.machine.checkpoint(this.#salt % 2 === 0, done as EngineDone));
  }

  reclaim(): void {
    this.#must((done) => this.machine.reclaim(1_000_000, done));
  }

  /** Forgets all that is not in the last checkpoint, and applies the log from there again. */
  restart(): void {
    this.settle();
    this.#must<undefined>((done) => this.#engine.close(done as EngineDone));
    [this.#engine, this.machine] = this.#open();
    for (const entry of this.log.slice(this.machine.applied)) this.#apply(entry);
  }

  #apply({ revision, index, header, body }: LogEntry): Applied {
    return this.machine.apply(revision, { index, term: TERM }, header, body);
  }

  #open(): [Engine, StateMachine] {
    const engine = this.#openEngine();
    const feed = { feed: (events: readonly KeyEvent[], revision: number) => void this.fed.set(revision, events) };
    const { cacheBytes, readsNow } = this.options;
    let machine: StateMachine | undefined;
    StateMachine.open({ engine, later: this.#turns.later, feed, cacheBytes, readsNow }, (opened) => {
      if (opened.error !== undefined) throw opened.error;
      machine = opened.machine;
    });
    while (machine === undefined) assert.ok(this.#turns.step(), "the state machine opens");
    return [engine, machine];
  }

  #openEngine(): Engine {
    const now = (): number => this.log.length;
    const crc32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);
    if (this.options.engine === "memory") {
      return new MemoryEngine({ store: this.#store, crc32, defer: this.#turns.later, now });
    }
    const options = {
      disk: this.#disk,
      directory: "db",
      crc32,
      random: () => (this.#salt = (this.#salt * 48_271) % (2 ** 31 - 1)),
      defer: this.#turns.later,
      now,
      writer: "test",
      fileBytes: 400,
      identityOf: clientKeyOf,
    };
    return this.#must((done) => openBitcaskEngine(options, done));
  }

  #must<T>(call: (done: EngineDone<T>) => void): T {
    let outcome: EngineOutcome<T> | undefined;
    call((answer) => {
      outcome = answer;
    });
    while (outcome === undefined) assert.ok(this.#turns.step(), "the engine answers");
    if (outcome.error !== undefined) throw outcome.error;
    return outcome.value;
  }
}
