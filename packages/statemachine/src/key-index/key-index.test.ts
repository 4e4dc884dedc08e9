import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { Budget } from "./budget.js";
import { KeyIndex, type NewVersion } from "./key-index.js";
import { run } from "./key-index-world.test-helper.js";
import { FANOUT } from "./node-layout.js";
import { VersionPool } from "./version-pool.js";

const NOTHING = new Uint8Array(0);

const versionAt = (mod: number, isTombstone = false): NewVersion => {
  return {
    mod,
    sub: 0,
    create: mod,
    version: 1,
    lease: 0,
    place: mod,
    bytes: 20,
    isTombstone,
    hashHigh: 0,
    hashLow: 0,
  };
};

const keyOf = (number: number): Uint8Array => new Uint8Array(Buffer.from(`/keys/${String(number).padStart(8, "0")}`));

const lettersIn = (index: KeyIndex): string[] => {
  const cursor = index.cursor(NOTHING, undefined, Number.MAX_SAFE_INTEGER);
  const found: string[] = [];
  for (let id = cursor.next(); id !== 0; id = cursor.next())
    found.push(Buffer.from(index.keyView(id)).toString("latin1"));
  return found;
};

const filled = (count: number): KeyIndex => {
  const index = new KeyIndex();
  for (let i = 0; i < count; i++) index.add(keyOf(i), versionAt(i + 1));
  return index;
};

const stepsOfCount = (index: KeyIndex, [first, end]: [Uint8Array, Uint8Array | undefined], revision: number) => {
  const budget = new Budget(1e6);
  const counting = index.counting(first, end, revision);
  assert.ok(counting.step(budget));
  return { count: counting.count, steps: 1e6 - budget.left };
};

/** How many steps it takes in all, if each slice may take a hundred. */
const inSlices = (step: (budget: Budget) => boolean): number => {
  for (let steps = 0; ; steps += 100) {
    const budget = new Budget(100);
    if (step(budget)) return steps + 100 - budget.left;
    assert.equal(budget.left, 0);
  }
};

/** The numbers below the count, each once. */
const orders: Readonly<Record<string, (count: number) => number[]>> = {
  "in order": (count) => Array.from({ length: count }, (_, i) => i),
  "in the opposite order": (count) => Array.from({ length: count }, (_, i) => count - 1 - i),
  "in no order": (count) => Array.from({ length: count }, (_, i) => (i * 7919) % count),
  "between others": (count) =>
    Array.from({ length: count }, (_, i) => (2 * i < count ? 2 * i : 2 * (count - 1 - i) + 1)),
};

describe("a key index", () => {
  for (const origin of [0, 2 ** 31 - 200, 2 ** 32 - 200, 2 ** 52 - 200]) {
    it(`agrees with a list of all versions, from revision ${origin} on`, () => {
      for (let seed = 0; seed < 10; seed++) run(seed, origin, 10 + seed * 40, 300);
    });
  }

  for (const [name, order] of Object.entries(orders)) {
    it(`takes 20,000 keys ${name}, and is empty again when they are gone`, () => {
      const index = new KeyIndex();
      const count = 20_000;
      const numbers = order(count);
      for (const [i, number] of numbers.entries()) index.add(keyOf(number), versionAt(i + 1));
      index.check();
      assert.equal(index.liveKeys, count);
      for (const number of [0, 1, 63, 64, 65, 4095, 4096, 4097, 12_345, count - 1, count]) {
        assert.equal(index.count(NOTHING, keyOf(number), count), number);
        assert.equal(index.count(keyOf(number), undefined, count), count - number);
        const cursor = index.cursor(NOTHING, undefined, count);
        cursor.skip(number);
        const found = cursor.next();
        assert.deepEqual(found === 0 ? undefined : index.keyOf(found), number < count ? keyOf(number) : undefined);
      }
      for (const [i, number] of numbers.entries()) index.add(keyOf(number), versionAt(count + i + 1, true));
      assert.equal(index.liveKeys, 0);
      assert.equal(index.count(NOTHING, undefined, count), count, "as it was before");
      assert.equal(
        index.compact(2 * count + 1, Infinity, () => undefined),
        true,
      );
      index.check();
      assert.deepEqual([index.keys, index.versions, index.liveKeys], [0, 0, 0]);
    });
  }

  it("orders keys by their bytes, also where they begin alike, are empty, long or prefixes of others", () => {
    const index = new KeyIndex();
    const random = new SeededRandom(1);
    const letters = new Set(["", "\0", "\0\0", "ÿ", "ÿÿÿÿÿÿÿÿÿÿ"]);
    for (const start of ["", "/registry/pods/", "x".repeat(1010), "x".repeat(100_000)]) {
      for (let i = 0; i < 300; i++)
        letters.add(start + "\0aÿ".charAt(random.below(3)).repeat(random.below(30)) + String(i % 7));
      for (let length = 0; length < 20; length++) letters.add(start + "\0".repeat(length));
    }
    let revision = 0;
    for (const key of letters) index.add(new Uint8Array(Buffer.from(key, "latin1")), versionAt(++revision));
    index.check();
    assert.deepEqual(lettersIn(index), [...letters].sort());
    for (const key of letters) {
      const id = index.find(new Uint8Array(Buffer.from(key, "latin1")));
      assert.equal(index.keyLengthOf(id), key.length);
    }
    assert.equal(index.find(new Uint8Array(Buffer.from("/registry/pods", "latin1"))), 0);
  });

  it("uses memory again that removed keys and versions leave", () => {
    const index = new KeyIndex();
    let revision = 0;
    const fill = (round: number): void => {
      for (let i = 0; i < 3000; i++) index.add(keyOf(round * 3000 + i), versionAt(++revision));
      index.add(new Uint8Array(50_000).fill(round), versionAt(++revision));
      for (let i = 0; i < 3000; i++) index.add(keyOf(round * 3000 + i), versionAt(++revision, true));
      index.add(new Uint8Array(50_000).fill(round), versionAt(++revision, true));
      index.compact(revision + 1, Infinity, () => undefined);
      revision++;
    };
    fill(0);
    const { memory } = index;
    for (let round = 1; round < 30; round++) fill(round);
    assert.equal(index.versions, 0);
    assert.ok(index.memory <= memory + 100_000, `${index.memory} bytes after ${memory}`);
  });

  it("keeps the bytes of a key that its owner changes later", () => {
    const index = new KeyIndex();
    const key = keyOf(1);
    const id = index.add(key, versionAt(1));
    const cursor = index.cursor(key, undefined, 1);
    key.fill(0);
    assert.deepEqual(index.keyOf(id), keyOf(1));
    assert.equal(cursor.next(), id);
  });

  it("has room for a hash and for another place", () => {
    const index = new KeyIndex();
    const id = index.add(keyOf(1), { ...versionAt(1), hashHigh: 0xffffffff, hashLow: 0x80000001 });
    index.setPlace(id, 2 ** 52 + 1);
    assert.deepEqual([index.hashHighOf(id), index.hashLowOf(id)], [0xffffffff, 0x80000001]);
    assert.deepEqual([index.placeOf(id), index.modOf(id)], [2 ** 52 + 1, 1]);
  });

  it("refuses what would put its order in doubt, and stays as it was", () => {
    const index = new KeyIndex();
    const older = index.add(keyOf(1), versionAt(4));
    index.addBehind(older, versionAt(5));
    assert.throws(() => index.addBehind(older, versionAt(6)), /a key's newest version is added/);
    assert.throws(() => index.add(keyOf(1), { ...versionAt(5), sub: 1 }), /a key's newest version is added/);
    assert.throws(() => index.add(keyOf(2), versionAt(5)), /revisions are added in their order/);
    assert.throws(() => index.add(keyOf(2), versionAt(4)), /revisions are added in their order/);
    assert.throws(() => index.add(keyOf(2), { ...versionAt(6), sub: 2 ** 31 }), /31 bits/);
    assert.throws(() => index.add(keyOf(2), versionAt(2 ** 53)), /safe integer/);
    assert.throws(() => index.insert(keyOf(2), versionAt(6)), /rebuilt from nothing/);
    index.check();
    assert.deepEqual([index.keys, index.versions], [1, 2]);
  });

  it("counts at an older revision in steps that overwriting since then does not add to", () => {
    const index = filled(20_000);
    for (let i = 0; i < 10_000; i++)
      index.add(keyOf(2 * i), { ...versionAt(20_001 + i), create: 2 * i + 1, version: 2 });
    assert.deepEqual(stepsOfCount(index, [NOTHING, undefined], 20_000), { count: 20_000, steps: 0 });
    for (let i = 0; i < 100; i++) index.add(keyOf(10_000 + i), versionAt(30_001 + i, true));
    const { count, steps } = stepsOfCount(index, [NOTHING, undefined], 20_000);
    assert.equal(count, 20_000);
    assert.ok(steps < 100 * 3 + 10 * FANOUT, `${steps} steps for 100 keys that are side by side`);
    const beside = stepsOfCount(index, [keyOf(15_000), undefined], 20_000);
    assert.ok(
      beside.count === 5_000 && beside.steps <= FANOUT,
      "a leaf at most where nothing of the range has changed",
    );
  });

  it("counts and walks at an older revision in steps however many keys and versions are newer", () => {
    const index = filled(5_000);
    for (let i = 0; i < 5_000; i++) index.add(keyOf(20_000), { ...versionAt(5_001 + i), create: 5_001 });
    for (const revision of [1, 2_500, 5_000]) {
      const counting = index.counting(NOTHING, undefined, revision);
      const cursor = index.cursor(NOTHING, undefined, revision);
      const walked = inSlices((budget) => {
        while (cursor.next(budget) !== 0);
        return cursor.isDone;
      });
      const counted = inSlices((budget) => counting.step(budget));
      assert.equal(counting.count, revision);
      const most = index.keys + index.versions;
      assert.ok(counted <= most && walked <= most, `${counted} and ${walked} steps`);
    }
  });

  it("finds a version by its revision in few steps however many the key has, before compaction and after it", () => {
    const index = new KeyIndex();
    const count = 50_000;
    for (let mod = 1; mod <= count; mod++) index.add(keyOf(mod === 20 ? 2 : 1), versionAt(mod));
    const looks = mock.method(VersionPool.prototype, "modOf");
    const steps = mock.method(VersionPool.prototype, "previous");
    const modsFound = (...mods: number[]): number[] =>
      mods.map((mod) => {
        const id = index.findExactly(keyOf(1), mod, 0);
        return id === 0 ? 0 : index.modOf(id);
      });
    try {
      assert.deepEqual(modsFound(1, 19, 25_000, count, count + 1), [1, 19, 25_000, count, 0]);
      index.compact(20, Infinity, () => undefined);
      looks.mock.resetCalls();
      steps.mock.resetCalls();
      assert.deepEqual(modsFound(18, 19, 21, 25_000, count), [0, 19, 21, 25_000, count]);
      assert.ok(looks.mock.callCount() <= 5 * (4 + Math.log2(count)), `${looks.mock.callCount()} looks`);
      assert.equal(steps.mock.callCount(), 0);
    } finally {
      mock.restoreAll();
    }
    assert.equal(index.findExactly(keyOf(3), 19, 0), 0);
  });

  it("takes versions whose keys come in no order only until they are sorted, and others only then", () => {
    const index = new KeyIndex();
    index.insert(keyOf(3), versionAt(1));
    index.insert(keyOf(1), versionAt(2));
    assert.equal(index.insert(keyOf(3), versionAt(1)), 0, "not a second time");
    assert.equal(index.insert(keyOf(2), versionAt(1)), 0, "not behind a later revision");
    assert.equal(index.insert(keyOf(1), { ...versionAt(2), sub: 1 }), 0, "not twice in one revision");
    assert.throws(() => index.add(keyOf(2), versionAt(6)), /sorted/);
    assert.throws(() => index.compact(1, Infinity, () => undefined), /sorted/);
    assert.equal(index.sort(1), false, "there is more than one step to take");
    assert.throws(() => index.insert(keyOf(2), versionAt(3)), /has not ended/);
    while (!index.sort(1));
    index.add(keyOf(2), versionAt(6));
    index.check();
    assert.deepEqual([index.keys, index.versions], [3, 3]);
  });
});
