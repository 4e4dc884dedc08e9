import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyIndex } from "./key-index.js";

const bytes = (letters: string): Uint8Array => new Uint8Array(Buffer.from(letters));

const VERSION = { sub: 0, create: 1, version: 1, lease: 0, place: 0, bytes: 1, hashHigh: 0, hashLow: 0 };

/** Revisions from 1 on, written as key or -key for a tombstone. */
function indexOf(...changes: string[]): KeyIndex {
  const index = new KeyIndex();
  for (const [i, change] of changes.entries()) {
    const isTombstone = change.startsWith("-");
    const fields = { ...VERSION, mod: i + 1, isTombstone };
    index.add(bytes(change.replace("-", "")), fields);
  }
  return index;
}

function removedBy(index: KeyIndex, revision: number, budget = Infinity): number[] {
  const removed: number[] = [];
  while (!index.compact(revision, budget, (id) => removed.push(index.modOf(id)))) assert.ok(budget < Infinity);
  index.check();
  return removed;
}

function historyOf(index: KeyIndex, from: number): number[] {
  const cursor = index.history(from);
  const found: number[] = [];
  for (let id = cursor.next(); id !== 0; id = cursor.next()) found.push(index.modOf(id));
  return found;
}

describe("a compaction", () => {
  it("removes what a newer version at the revision hides", () => {
    const index = indexOf("a", "b", "a", "a", "b", "a");
    assert.deepEqual(removedBy(index, 4), [1, 3]);
    assert.deepEqual(historyOf(index, 4), [4, 5, 6]);
    assert.equal(index.findAt(bytes("a"), 3), 0);
    assert.equal(index.modOf(index.findAt(bytes("b"), 4)), 2);
  });

  it("keeps a tombstone at the revision itself for watches that begin there, until the next time", () => {
    const index = indexOf("a", "-a", "b");
    assert.deepEqual(removedBy(index, 2), [1]);
    assert.deepEqual(historyOf(index, 2), [2, 3]);
    assert.equal(index.isTombstone(index.find(bytes("a"))), true);
    assert.deepEqual(removedBy(index, 3), [2]);
    assert.equal(index.find(bytes("a")), 0);
    assert.deepEqual(historyOf(index, 3), [3]);
    assert.equal(index.keys, 1);
  });

  it("removes a tombstone that a later put follows", () => {
    const index = indexOf("a", "-a", "a", "b");
    assert.deepEqual(removedBy(index, 4), [1, 2]);
    assert.equal(index.previous(index.find(bytes("a"))), 0);
    const before = indexOf("a", "-a", "b", "a");
    assert.deepEqual(removedBy(before, 3), [1, 2]);
    assert.equal(before.previous(before.find(bytes("a"))), 0);
  });

  it("comes to the same in slices, in which looking at a version and removing one is a step each", () => {
    const changes = Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? "-" : "") + String((i * i) % 41));
    const all = removedBy(indexOf(...changes), 450);
    for (const budget of [1, 2, 7, 100]) {
      const index = indexOf(...changes);
      let steps = 0;
      const removed: number[] = [];
      for (let isDone = false; !isDone; steps++) {
        const before = removed.length;
        isDone = index.compact(450, budget, (id) => removed.push(index.modOf(id)));
        assert.ok(removed.length - before <= (2 * (budget + 2)) / 3, "the last look of a slice may find two to remove");
        index.check();
      }
      assert.deepEqual(removed, all);
      assert.ok(steps >= (450 + removed.length) / (budget + 2));
    }
  });

  it("is at once what readers go by, however much is left to do", () => {
    const index = indexOf("a", "b", "a", "c", "a");
    const cursor = index.cursor(bytes(""), undefined, 3);
    const history = index.history(2);
    assert.equal(
      index.compact(4, 0, () => assert.fail()),
      false,
    );
    assert.equal(index.compactRevision, 4);
    assert.equal(cursor.isReadable, false);
    assert.throws(() => cursor.next(), /not compacted/);
    assert.equal(history.isCompacted, true);
    assert.throws(() => history.next(), /kept/);
    assert.equal(index.history(3).isCompacted, true);
    assert.equal(index.history(4).isCompacted, false);
    assert.throws(() => index.count(bytes(""), undefined, 3), /not compacted/);
    assert.throws(() => index.compact(3, 1, () => undefined), /does not go back/);
  });

  it("looks at what came since the last one only", () => {
    const index = indexOf(...Array.from({ length: 1000 }, (_, i) => `key ${i}`), "a", "a");
    removedBy(index, 1000);
    assert.equal(
      index.compact(1002, 3, () => undefined),
      true,
    );
  });

  it("cleans up after a rebuild from versions that were compacted before", () => {
    const index = new KeyIndex();
    for (const [key, mod, isTombstone] of [
      ["a", 1, false],
      ["b", 1, false],
      ["b", 2, true],
      ["a", 3, false],
      ["c", 9, false],
    ] as const) {
      const create = key === "a" ? 1 : mod;
      index.insert(bytes(key), { ...VERSION, mod, sub: key === "b" ? 1 : 0, create, isTombstone });
    }
    index.sort(Infinity);
    index.check();
    const weigh = (): number => index.addedBytes - index.hiddenBytes(5);
    assert.equal(weigh(), 2 * 129, "what is left over counts for nothing");
    assert.deepEqual(removedBy(index, 5).sort(), [1, 1, 2]);
    assert.equal(weigh(), 2 * 129, "nor does it once it is gone");
    assert.deepEqual(historyOf(index, 5), [9]);
    assert.equal(index.count(bytes(""), undefined, 5), 1);
  });
});
