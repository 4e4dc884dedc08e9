import assert from "node:assert/strict";
import { createMemoryStore, type EngineDone, type EngineOutcome, MemoryEngine } from "@keyval/storage";
import { crc32 } from "../model/engine-home.test-helper.js";
import { Turns } from "../model/turns.test-helper.js";
import { type Opened, StateMachine } from "../state-machine.js";

export interface StoredRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** What members write down: the small tables, and the records. */
export interface StoredState {
  readonly state: Uint8Array;
  readonly records: readonly StoredRecord[];
}

export const NOTHING_STORED: StoredState = { state: new Uint8Array(0), records: [] };

/** An engine whose last checkpoint is what was written. */
export class StateStore {
  readonly #turns = new Turns();
  readonly #store = createMemoryStore();
  readonly #engine = new MemoryEngine({ store: this.#store, crc32, defer: this.#turns.later, now: () => 1 });

  constructor({ state, records }: StoredState, applied = 9) {
    for (const { key, value } of records) this.#engine.append(key, value);
    this.#must((done) => this.#engine.checkpoint({ applied, state }, false, done));
  }

  open(): Opened {
    const feed = { feed: () => undefined };
    const options = { engine: this.#engine, later: this.#turns.later, feed, cacheBytes: 0, readsNow: 1 };
    let opened: Opened | undefined;
    StateMachine.open(options, (outcome) => (opened = outcome));
    while (opened === undefined) assert.ok(this.#turns.step(), "it opens, or says why not");
    return opened;
  }

  /** Its checkpoint, with the records that are there now. */
  get stored(): StoredState {
    const records: StoredRecord[] = [];
    const note = ({ key, value, isTombstone }: { key: Uint8Array; value: Uint8Array; isTombstone: boolean }): void =>
      void records.push({ key: key.slice(), value: isTombstone ? undefined : value.slice() });
    this.#must((done) => this.#engine.scan(note, done));
    return { state: this.#store.checkpoint.state, records };
  }

  #must(call: (done: EngineDone) => void): void {
    const outcomes: EngineOutcome<void>[] = [];
    call((outcome) => void outcomes.push(outcome));
    while (outcomes.length === 0) assert.ok(this.#turns.step(), "the engine answers");
    assert.equal(outcomes[0]?.error, undefined);
  }
}
