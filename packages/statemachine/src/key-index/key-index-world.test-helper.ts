import assert from "node:assert/strict";
import { SeededRandom } from "@keyval/raft/testing";
import { Budget } from "./budget.js";
import type { Cursor } from "./cursor.js";
import type { HistoryCursor } from "./history-cursor.js";
import { KeyIndex, type VersionId } from "./key-index.js";
import { bytesOf, lettersOf, Model, type ModelVersion } from "./key-index-model.test-helper.js";
import type { RangeCount } from "./range-count.js";

/** A walk that goes on beside everything else, with what it has still to find. */
interface Walk<C> {
  readonly cursor: C;
  readonly rest: ModelVersion[];
}

/** Random work on an index and on its model, with walks and compactions that take many steps. */
class World {
  index = new KeyIndex();
  readonly model = new Model();
  readonly random: SeededRandom;
  readonly keys: readonly string[];
  revision: number;
  /** A compaction that is under way. */
  compacting: number | undefined;
  readonly removed = new Set<number>();
  /** What the last compaction leaves nothing of. */
  gone: readonly ModelVersion[] = [];
  walks: Walk<Cursor>[] = [];
  counts: { readonly counting: RangeCount; readonly revision: number; readonly length: number }[] = [];
  histories: { readonly cursor: HistoryCursor; readonly from: number; seen: number }[] = [];
  #place = 2 ** 40;

  constructor(seed: number, origin: number, keys: number) {
    this.random = new SeededRandom(seed);
    this.revision = origin;
    this.keys = Array.from({ length: keys }, () => drawKey(this.random));
  }

  key(): string {
    return this.random.once(20) ? drawKey(this.random) : (this.keys[this.random.below(this.keys.length)] ?? "");
  }

  range(): [string, string | undefined] {
    const [a, b] = [this.key(), this.key()];
    if (this.random.once(4)) return ["", undefined];
    if (this.random.once(4)) return [a, undefined];
    if (this.random.once(10)) return [a, b];
    return a < b ? [a, b] : [b, a];
  }

  readable(): number {
    const { compactRevision } = this.model;
    return this.random.once(3)
      ? this.revision
      : compactRevision + this.random.below(this.revision - compactRevision + 1);
  }

  /** One revision with some changes. */
  write(tombstonesIn: number): void {
    const mod = this.revision + 1 + (this.random.once(10) ? this.random.below(5) : 0);
    const written = new Set<string>();
    for (let sub = 0, count = 1 + this.random.below(4); sub < count; sub++) {
      const key = this.key();
      if (written.has(key)) continue;
      written.add(key);
      const version = this.versionOf(key, mod, sub, this.random.below(100) < tombstonesIn);
      this.same(this.kept(this.index.find(bytesOf(key))), this.model.find(key, Infinity));
      this.index.add(bytesOf(key), version);
      this.model.versions.push(version);
    }
    this.revision = mod;
  }

  /** Another index, from the same versions. */
  rebuild(): void {
    const index = new KeyIndex();
    for (const version of this.model.versions) index.insert(bytesOf(version.key), version);
    while (!index.sort(1 + this.random.below(10_000)));
    this.index = index;
    this.walks = [];
    this.counts = [];
    this.histories = [];
    this.removed.clear();
    assert.equal(this.index.versions, this.model.versions.length);
    if (this.model.compactRevision > 0) this.index.compact(this.model.compactRevision, Infinity, () => assert.fail());
  }

  versionOf(key: string, mod: number, sub: number, isTombstone: boolean): ModelVersion {
    const place = this.#place++;
    const lease = this.random.below(3);
    const before = this.model.find(key, Infinity);
    const goesOn = before !== undefined && !before.isTombstone;
    const create = isTombstone ? 0 : goesOn ? before.create : mod;
    const hash = { hashHigh: 2 ** 32 - 1 - (place % 2 ** 32), hashLow: place % 2 ** 32 };
    return { key, mod, sub, create, version: 2 ** 33 + sub, lease, place, bytes: key.length + 9, isTombstone, ...hash };
  }

  /** A tombstone that a compaction has still to come to is as good as nothing. */
  kept(id: VersionId): VersionId {
    return id !== 0 && this.removed.has(this.index.placeOf(id)) && this.index.isTombstone(id) ? 0 : id;
  }

  same(id: VersionId, version: ModelVersion | undefined): void {
    const { index } = this;
    if (version === undefined) {
      assert.equal(id, 0);
      return;
    }
    assert.notEqual(id, 0, `${version.mod} is missing`);
    const { key, ...fields } = version;
    const found = {
      mod: index.modOf(id),
      sub: index.subOf(id),
      create: index.createOf(id),
      version: index.versionOf(id),
      lease: index.leaseOf(id),
      place: index.placeOf(id),
      bytes: index.bytesOf(id),
      isTombstone: index.isTombstone(id),
      hashHigh: index.hashHighOf(id),
      hashLow: index.hashLowOf(id),
    };
    assert.deepEqual(found, fields);
    assert.equal(lettersOf(index.keyOf(id)), key);
    assert.equal(index.keyLengthOf(id), key.length);
  }

  lookAround(): void {
    const [first, end] = this.range();
    const revision = this.readable();
    const live = this.model.live(first, end, revision);
    assert.equal(this.index.count(bytesOf(first), end === undefined ? undefined : bytesOf(end), revision), live.length);
    assert.equal(this.index.addedBytes - this.index.hiddenBytes(revision), this.model.bytesFrom(revision));
    const key = this.key();
    this.same(this.kept(this.index.findAt(bytesOf(key), revision)), this.model.find(key, revision));
  }

  /** What is kept is found by its revision. */
  lookExactly(): void {
    const version = this.model.versions[this.random.below(this.model.versions.length)];
    if (version === undefined) return;
    const { key, mod, sub } = version;
    this.same(this.index.findExactly(bytesOf(key), mod, sub), version);
    assert.equal(this.index.findExactly(bytesOf(key), mod, sub + 10), 0);
  }

  beginCount(): void {
    const [first, end] = this.range();
    const revision = this.readable();
    const { length } = this.model.live(first, end, revision);
    const counting = this.index.counting(bytesOf(first), end === undefined ? undefined : bytesOf(end), revision);
    this.counts.push({ counting, revision, length });
  }

  goOnCounting(): void {
    this.counts = this.counts.filter(({ counting, revision, length }) => {
      if (revision < this.model.compactRevision) return false;
      const budget = new Budget(1 + this.random.below(20));
      if (!counting.step(budget)) {
        assert.equal(budget.left, 0, "it pauses when it has to");
        return true;
      }
      assert.equal(counting.count, length);
      return false;
    });
  }

  /** Compaction is logical at once, and goes on in slices. */
  compact(): void {
    const revision = (this.compacting ??= this.readable());
    if (this.model.compactRevision < revision) {
      const before = new Set(this.model.versions);
      this.model.compact(revision);
      for (const version of this.model.versions) before.delete(version);
      for (const version of before) this.removed.add(version.place);
      this.gone = [...before];
    }
    const isDone = this.index.compact(revision, this.random.below(20), (id) => {
      assert.ok(this.removed.delete(this.index.placeOf(id)), "removed once, and rightly");
    });
    if (!isDone) return;
    this.compacting = undefined;
    assert.equal(this.removed.size, 0, "all is removed");
    for (const { key, mod, sub } of this.gone) assert.equal(this.index.findExactly(bytesOf(key), mod, sub), 0);
    assert.equal(this.index.versions, this.model.versions.length);
    assert.equal(this.index.keys, new Set(this.model.versions.map(({ key }) => key)).size);
  }

  beginWalk(): void {
    const [first, end] = this.range();
    const revision = this.readable();
    const direction = this.random.once(2) ? "ascending" : "descending";
    const rest = this.model.live(first, end, revision);
    if (direction === "descending") rest.reverse();
    const cursor = this.index.cursor(bytesOf(first), end === undefined ? undefined : bytesOf(end), revision, direction);
    this.walks.push({ cursor, rest });
  }

  goOnWalking(): void {
    for (const { cursor, rest } of this.walks) {
      assert.equal(cursor.isReadable, cursor.revision >= this.model.compactRevision);
      if (!cursor.isReadable) continue;
      const skipped = this.random.once(3) ? this.random.below(rest.length + 2) : 0;
      cursor.skip(skipped);
      rest.splice(0, skipped);
      if (this.random.once(2)) this.walkSome(cursor, rest);
      else for (let i = this.random.below(10); i > 0; i--) this.same(cursor.next(), rest.shift());
    }
    this.walks = this.walks.filter(({ cursor, rest }) => cursor.isReadable && rest.length > 0);
  }

  /** As far as a budget suffices. */
  walkSome(cursor: Cursor, rest: ModelVersion[]): void {
    const budget = new Budget(this.random.below(20));
    for (let id = cursor.next(budget); id !== 0; id = cursor.next(budget)) this.same(id, rest.shift());
    assert.equal(cursor.isDone ? rest.length : budget.left, 0, "it stops at the end, or when it has to");
  }

  beginHistory(): void {
    const from = this.random.once(10) ? this.revision + 2 : this.readable();
    const cursor = this.index.history(from);
    assert.equal(cursor.isCompacted, false);
    this.histories.push({ cursor, from, seen: 0 });
    if (this.model.compactRevision > 0) assert.ok(this.index.history(this.model.compactRevision - 1).isCompacted);
  }

  goOnReading(): void {
    for (const history of this.histories) {
      if (history.cursor.isCompacted) continue;
      const rest = this.model.versions.filter(({ mod, place }) => mod >= history.from && place > history.seen);
      for (const version of rest.slice(0, this.random.below(10))) {
        this.same(history.cursor.next(), version);
        history.seen = version.place;
      }
      if (history.seen === (rest.at(-1)?.place ?? history.seen)) assert.equal(history.cursor.next(), 0);
    }
    this.histories = this.histories.filter(({ cursor, seen, from }) => {
      const isGapless = this.model.compactRevision <= Math.max(from, this.modAt(seen));
      assert.ok(!cursor.isCompacted || !isGapless, "a history is given up only if something may be missing");
      return !cursor.isCompacted && !this.random.once(10);
    });
  }

  modAt(place: number): number {
    return this.model.versions.find((version) => version.place === place)?.mod ?? 0;
  }
}

/** Keys that have much in common, and all that makes order hard: none, zeros, prefixes of each other, high bytes. */
function drawKey(random: SeededRandom): string {
  const start = random.pick([
    "",
    "/registry/pods/default/",
    "/registry/pods/",
    "\0\0\0\0",
    "ÿÿÿÿÿÿÿÿÿ",
    "x".repeat(3000),
  ]);
  let key = random.once(40) ? start : start.slice(0, random.once(3) ? random.below(9) : undefined);
  for (let i = random.below(random.pick([2, 4, 17])); i > 0; i--) key += random.pick(["\0", "\x01", "a", "b", "ÿ"]);
  return key;
}

/** A random program: it grows and shrinks, twice. */
export function run(seed: number, origin: number, keys: number, steps: number): void {
  const world = new World(seed, origin, keys);
  for (let i = 0; i < steps; i++) {
    const isShrinking = Math.floor((i * 4) / steps) % 2 === 1;
    world.write(isShrinking ? 80 : 10);
    if (world.random.once(3)) world.lookAround();
    if (world.random.once(3)) world.lookExactly();
    if (world.random.once(4)) world.beginWalk();
    if (world.random.once(4)) world.beginCount();
    if (world.random.once(10)) world.beginHistory();
    if (world.random.once(isShrinking ? 3 : 20) || world.compacting !== undefined) world.compact();
    world.goOnWalking();
    world.goOnCounting();
    world.goOnReading();
    if (world.random.once(10)) world.index.check();
    if (world.random.once(100)) world.rebuild();
  }
  world.index.check();
}
