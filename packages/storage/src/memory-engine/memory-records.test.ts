import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { MemoryRecords } from "./memory-records.js";

interface Expected {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

function check(records: MemoryRecords, expected: ReadonlyMap<number, Expected>): void {
  assert.deepEqual([...records.places()], [...expected.keys()]);
  let bytes = 0;
  for (const [place, { key, value }] of expected) {
    const record = records.at(place);
    assert.deepEqual([...record.key], [...key]);
    assert.deepEqual([...record.value], [...(value ?? [])]);
    assert.deepEqual([record.isTombstone, record.timestamp], [value === undefined, place + 1]);
    bytes += records.bytesAt(place);
  }
  assert.equal(records.bytes, bytes);
}

/** Enough for several chunks; one in fifty has memory of its own. */
function addSome(records: MemoryRecords, expected: Map<number, Expected>, random: SeededRandom, first: number): void {
  for (let place = first; place < first + 1500; place++) {
    const size = random.below(50) === 0 ? 40_000 : random.below(1000);
    const key = new Uint8Array(random.below(40)).fill(place % 251);
    const value = random.below(10) === 0 ? undefined : new Uint8Array(size).fill(place % 241);
    records.add(place, key, value, place + 1);
    expected.set(place, { key, value });
  }
}

void describe("MemoryRecords", () => {
  for (const first of [1, 2 ** 31 - 700, 2 ** 32 - 700, 2 ** 52 - 700]) {
    void it(`finds at its place what was put there, from ${first} on, whatever else goes and moves`, () => {
      const random = new SeededRandom(first % 1000);
      const records = new MemoryRecords();
      const expected = new Map<number, Expected>();
      addSome(records, expected, random, first);
      check(records, expected);
      const before = records.copy();
      const expectedBefore = new Map(expected);

      for (const place of [...expected.keys()]) {
        if (random.below(20) === 0) continue;
        records.delete(place);
        expected.delete(place);
      }
      addSome(records, expected, random, first + 1500);
      check(records, expected);
      check(before, expectedBefore);

      const copy = records.copy();
      addSome(copy, new Map(), random, first + 3000);
      check(records, expected);
    });
  }

  void it("says that a record is gone instead of showing another one", () => {
    const records = new MemoryRecords();
    records.add(1, Uint8Array.of(1), undefined, 0);
    records.delete(1);
    assert.throws(() => records.at(1), /a place of a record that is there/);
    assert.throws(() => records.at(2), /a place of a record that is there/);
  });
});
