import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyArena, type KeyId } from "./key-arena.js";
import { hashOf } from "./key-bytes.js";
import { KeyTable, PROBES_MAX } from "./key-table.js";

class CountingArena extends KeyArena {
  looks = 0;

  override compareBytes(id: KeyId, other: Uint8Array, length = other.length): number {
    this.looks++;
    return super.compareBytes(id, other, length);
  }
}

const keyOf = (number: number): Uint8Array => new Uint8Array(Buffer.from(`/registry/pods/${number}`));

/** Keys of eight bytes with one hash: the last four take back what the first four did. */
function chosenKeys(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const key = new Uint8Array(8);
    const words = new DataView(key.buffer);
    words.setUint32(0, i);
    const mixed = Math.imul(8 ^ i, 0xcc9e2d51);
    words.setUint32(4, ((mixed << 15) | (mixed >>> 17)) ^ 0x12345678);
    return key;
  });
}

function keysIn(table: KeyTable): { readonly keys: Uint32Array; readonly pauses: number } {
  const steps = table.allKeys();
  for (let pauses = 0; ; pauses++) {
    const { done, value } = steps.next();
    if (done === true) return { keys: value, pauses };
  }
}

void describe("KeyTable", () => {
  void it("knows each key once, in the order in which they came", () => {
    const table = new KeyTable(new KeyArena());
    const ids = Array.from({ length: 50_000 }, (_, i) => table.findOrAdd(keyOf(i)));
    assert.equal(new Set(ids).size, ids.length);
    ids.forEach((id, i) => assert.equal(table.findOrAdd(keyOf(i)), id));
    const { keys, pauses } = keysIn(table);
    assert.deepEqual([...keys], ids);
    assert.ok(pauses >= 3, `${pauses} pauses`);
  });

  void it("does not look at more of them for keys that all have one hash", () => {
    const chosen = chosenKeys(5_000);
    assert.equal(new Set(chosen.map(hashOf)).size, 1);
    const arena = new CountingArena();
    const table = new KeyTable(arena);
    const looksFor = (key: Uint8Array): number => {
      const before = arena.looks;
      table.findOrAdd(key);
      return arena.looks - before;
    };
    assert.ok(chosen.every((key) => looksFor(key) <= PROBES_MAX));
    // The same part of the table grows with others meanwhile, and what found no place in it is known as before.
    const ids = chosen.map((key) => table.findOrAdd(key));
    for (let i = 0; i < 100_000; i++) table.findOrAdd(keyOf(i));
    assert.deepEqual(
      chosen.map((key) => table.findOrAdd(key)),
      ids,
    );
    assert.ok(chosen.every((key) => looksFor(key) <= PROBES_MAX));
    assert.equal(keysIn(table).keys.length, 105_000);
  });
});
