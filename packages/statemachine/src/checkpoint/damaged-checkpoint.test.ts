import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bareHeader, DecodeError } from "@keyval/api";
import { createMemoryStore, type EngineDone, type EngineOutcome, MemoryEngine } from "@keyval/storage";
import { Dice } from "../model/dice.test-helper.js";
import { crc32 } from "../model/engine-home.test-helper.js";
import { randomLog } from "../model/random-log.test-helper.js";
import { Turns } from "../model/turns.test-helper.js";
import { RecordError } from "../record/record-error.js";
import { type Opened, StateMachine } from "../state-machine.js";
import { encodeState } from "./small-state.js";

const CASES = 1_500;

/** What members write down: the small tables, and the records' keys. */
interface Written {
  readonly state: Uint8Array;
  readonly keys: readonly Uint8Array[];
}

/** An engine whose last checkpoint is what was written. */
class Store {
  readonly #turns = new Turns();
  readonly #store = createMemoryStore();
  readonly #engine = new MemoryEngine({ store: this.#store, crc32, defer: this.#turns.later, now: () => 1 });

  constructor({ state, keys }: Written) {
    for (const key of keys) this.#engine.append(key, new Uint8Array(0));
    this.#must((done) => this.#engine.checkpoint({ applied: 9, state }, false, done));
  }

  open(): Opened {
    const feed = { feed: () => undefined };
    const options = { engine: this.#engine, later: this.#turns.later, feed, cacheBytes: 0, readsNow: 1 };
    let opened: Opened | undefined;
    StateMachine.open(options, (outcome) => (opened = outcome));
    while (opened === undefined) assert.ok(this.#turns.step(), "it opens, or says why not");
    return opened;
  }

  get written(): Written {
    const keys: Uint8Array[] = [];
    this.#must((done) => this.#engine.scanKeys(({ key }) => void keys.push(key.slice()), done));
    return { state: this.#store.checkpoint.state, keys };
  }

  #must(call: (done: EngineDone) => void): void {
    const outcomes: EngineOutcome<void>[] = [];
    call((outcome) => void outcomes.push(outcome));
    while (outcomes.length === 0) assert.ok(this.#turns.step(), "the engine answers");
    assert.equal(outcomes[0]?.error, undefined);
  }
}

/** After a random log. */
function writtenOf(seed: number): Written {
  const store = new Store({ state: new Uint8Array(0), keys: [] });
  const { machine } = store.open();
  assert.ok(machine);
  for (const [kind, body] of randomLog(seed)) {
    machine.apply(machine.revision + 1, { index: machine.applied + 1, term: 1 }, bareHeader(kind), body);
  }
  return { ...store.written, state: encodeState(machine.tables) };
}

function damaged(bytes: Uint8Array, dice: Dice): Uint8Array {
  const cut = bytes.subarray(0, dice.chance(1, 3) ? dice.below(bytes.length + 1) : bytes.length);
  const among = dice.pick([5, 50, 500]);
  return Uint8Array.from(cut, (byte) => (dice.chance(1, among) ? dice.below(256) : byte));
}

void describe("a checkpoint of arbitrary bytes", () => {
  it("is refused with an error that has a type, or is one of some other state; it stays as it is", () => {
    const dice = new Dice(11);
    const samples = Array.from({ length: 10 }, (_, seed) => writtenOf(seed));
    const outcomes = { refused: 0, opened: 0 };
    for (let i = 0; i < CASES; i++) {
      const { state, keys } = dice.pick(samples);
      const written = dice.chance(1, 2)
        ? { state: damaged(state, dice), keys }
        : { state, keys: keys.map((key) => (dice.chance(1, 20) ? damaged(key, dice) : key)) };
      const store = new Store(written);
      const { error } = store.open();
      assert.deepEqual(store.written, written);
      assert.ok(error === undefined || error instanceof DecodeError || error instanceof RecordError, String(error));
      outcomes[error === undefined ? "opened" : "refused"]++;
    }
    assert.ok(outcomes.refused > 300 && outcomes.opened > 50, JSON.stringify(outcomes));
  });

  it("that holds a version twice, or one that is newer than it, is refused", () => {
    const { state, keys } = writtenOf(1);
    const [first] = keys;
    assert.ok(first !== undefined);
    assert.ok(new Store({ state, keys: [...keys, first] }).open().error instanceof RecordError);
    assert.ok(new Store({ state: new Uint8Array(0), keys }).open().error instanceof RecordError);
    assert.equal(new Store({ state, keys }).open().error, undefined);
  });
});
