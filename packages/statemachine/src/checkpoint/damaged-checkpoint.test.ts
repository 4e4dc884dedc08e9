import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DecodeError } from "@keyval/api";
import { Dice } from "../model/dice.test-helper.js";
import { randomLog } from "../model/random-log.test-helper.js";
import { RecordError } from "../record/record-error.js";
import { encodeState } from "./small-state.js";
import { NOTHING_STORED, StateStore, type StoredRecord, type StoredState } from "./state-store.test-helper.js";

const CASES = 1_500;

/** After a random log. */
function writtenOf(seed: number): StoredState {
  const store = new StateStore(NOTHING_STORED);
  const { machine } = store.open();
  assert.ok(machine);
  for (const { header, body } of randomLog(seed)) {
    machine.apply(machine.revision + 1, { index: machine.applied + 1, term: 1 }, header, body);
  }
  return { ...store.stored, state: encodeState(machine.tables) };
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
      const { state, records } = dice.pick(samples);
      const hit = (record: StoredRecord): StoredRecord =>
        dice.chance(1, 20) ? { ...record, key: damaged(record.key, dice) } : record;
      const written = dice.chance(1, 2)
        ? { state: damaged(state, dice), records }
        : { state, records: records.map(hit) };
      const store = new StateStore(written);
      const { error } = store.open();
      assert.deepEqual(store.stored, written);
      assert.ok(error === undefined || error instanceof DecodeError || error instanceof RecordError, String(error));
      outcomes[error === undefined ? "opened" : "refused"]++;
    }
    assert.ok(outcomes.refused > 300 && outcomes.opened > 50, JSON.stringify(outcomes));
  });

  it("that holds a version twice, one behind a later one, or one that is newer than it, is refused", () => {
    const { state, records } = writtenOf(1);
    const [first] = records;
    assert.ok(first !== undefined);
    assert.ok(new StateStore({ state, records: [first, ...records] }).open().error instanceof RecordError);
    assert.ok(new StateStore({ state, records: [...records.slice(1), first] }).open().error instanceof RecordError);
    assert.ok(new StateStore({ ...NOTHING_STORED, records }).open().error instanceof RecordError);
    assert.equal(new StateStore({ state, records }).open().error, undefined);
  });
});
