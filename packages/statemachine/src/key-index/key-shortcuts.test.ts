import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyArena } from "./key-arena.js";
import { hashOf } from "./key-bytes.js";
import { KeyShortcuts } from "./key-shortcuts.js";

const keyOf = (number: number): Uint8Array => new Uint8Array(Buffer.from(`/registry/pods/${number}`));

void describe("KeyShortcuts", () => {
  void it("finds most of the keys it was told of, and never another one", () => {
    const arena = new KeyArena();
    const shortcuts = new KeyShortcuts(arena);
    const keys = Array.from({ length: 20_000 }, (_, i) => keyOf(i));
    const ids = keys.map((key) => arena.add(key));
    // It forgets them all each time it grows.
    for (let round = 0; round < 3; round++) {
      keys.forEach((key, i) => {
        if (shortcuts.find(key) === 0) shortcuts.add(key, ids[i] ?? 0);
      });
    }
    const found = keys.map((key) => shortcuts.find(key));
    assert.ok(found.every((id, i) => id === 0 || id === ids[i]));
    assert.ok(found.filter((id) => id !== 0).length > 0.95 * keys.length);
    assert.equal(shortcuts.find(keyOf(20_000)), 0);
  });

  void it("does not find a key that was forgotten, nor one whose number went to another key", () => {
    const arena = new KeyArena();
    const shortcuts = new KeyShortcuts(arena);
    const [old, next] = [keyOf(1), keyOf(2)];
    const id = arena.add(old);
    shortcuts.add(old, id);
    assert.equal(shortcuts.find(old), id);
    shortcuts.forget(old, id);
    arena.remove(id);
    assert.equal(arena.add(next), id, "the arena uses its memory again");
    assert.deepEqual([shortcuts.find(old), shortcuts.find(next)], [0, 0]);
  });

  void it("does not look further, nor grow, for keys that all come into one set", () => {
    const arena = new KeyArena();
    const shortcuts = new KeyShortcuts(arena);
    const { memory } = shortcuts;
    const crowd = keysOfOneSet(1_000);
    for (const key of crowd) shortcuts.add(key, arena.add(key));
    assert.equal(shortcuts.memory, memory);
    const found = crowd.filter((key) => shortcuts.find(key) !== 0);
    assert.ok(found.length > 0 && found.length <= 8, `${found.length} keys in one set`);
  });
});

/** Which of the first sixteen sets a key is in depends on the end of its hash alone. */
function keysOfOneSet(count: number): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (let i = 0; keys.length < count; i++) if (hashOf(keyOf(i)) % 16 === 7) keys.push(keyOf(i));
  return keys;
}
