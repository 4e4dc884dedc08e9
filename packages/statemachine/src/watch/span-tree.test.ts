import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { keyOfText } from "../key-text.js";
import { SpanTree } from "./span-tree.js";
import { WatcherIndex } from "./watcher-index.js";
import type { WatchSpan } from "./watch-span.js";

interface Owned {
  readonly span: WatchSpan;
}

const name = (random: SeededRandom): string => random.below(200).toString().padStart(3, "0");

function randomSpan(random: SeededRandom): WatchSpan {
  const first = name(random);
  if (random.once(3)) return { first, end: `${first}\0` };
  const end = name(random);
  return first < end ? { first, end } : { first, end: "\u0100" };
}

/** What `found` gives for a key, as a set of owners. */
function foundIn(index: WatcherIndex<Owned>, key: string): Set<Owned> {
  const found: Owned[] = [];
  index.match(keyOfText(key), (owner) => found.push(owner));
  assert.equal(new Set(found).size, found.length, "nobody twice");
  return new Set(found);
}

void describe("WatcherIndex", () => {
  it("finds exactly the watchers of a key, as they come and go", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      const index = new WatcherIndex<Owned>();
      const all = new Set<Owned>();
      for (let step = 0; step < 400; step++) {
        const [victim] = [...all].slice(random.below(Math.max(1, all.size)));
        if (victim !== undefined && random.once(all.size > 60 ? 2 : 4)) {
          assert.ok(index.delete(victim));
          assert.ok(!index.delete(victim));
          all.delete(victim);
        } else {
          const owned = { span: randomSpan(random) };
          index.add(owned);
          all.add(owned);
        }
        const key = name(random);
        const expected = [...all].filter(({ span }) => span.first <= key && key < span.end);
        const found = foundIn(index, key);
        const isEqual = found.size === expected.length && expected.every((owned) => found.has(owned));
        assert.ok(isEqual, `seed ${seed}, step ${step}`);
        assert.equal(index.matches(keyOfText(key)), expected.length > 0);
        assert.equal(index.size, all.size);
      }
    }
  });

  it("looks at one of a hundred thousand watchers of distinct keys", () => {
    const index = new WatcherIndex<Owned>();
    for (let i = 0; i < 100_000; i++) index.add({ span: { first: `${i}`, end: `${i}\0` } });
    const found = new Set<Owned>();
    assert.equal(
      index.match(keyOfText("77777"), (owner) => found.add(owner)),
      2,
    );
    assert.equal(found.size, 1);
  });
});

void describe("SpanTree", () => {
  it("looks at few of a hundred thousand spans, in whatever order they came", () => {
    const key = (i: number): string => i.toString().padStart(6, "0");
    for (const order of [(i: number) => i, (i: number) => 99_999 - i, (i: number) => (i * 7_919) % 100_000]) {
      const tree = new SpanTree<number>();
      for (let i = 0; i < 100_000; i++) tree.add({ first: key(10 * order(i)), end: key(10 * order(i) + 15) }, order(i));
      const found: number[] = [];
      const looked = tree.match(key(500_002), (owner) => found.push(owner));
      assert.deepEqual(found.sort(), [49_999, 50_000]);
      assert.ok(looked < 150, `looked at ${looked}`);
    }
  });

  it("does not grow deep for whoever knows how it is made", () => {
    // An order in which random priorities, if they could be told from the count, would make a list of it.
    const key = (i: number): string => i.toString().padStart(6, "0");
    const priority = (count: number): number => {
      let mixed = Math.imul(count ^ (count >>> 16), 0x9e3779b1);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b);
      return (mixed ^ (mixed >>> 16)) >>> 0;
    };
    const order = Array.from({ length: 50_000 }, (_, i) => i).sort((a, b) => priority(a + 1) - priority(b + 1));
    const places = new Map(order.map((count, place) => [count, place] as const));
    const tree = new SpanTree<number>();
    for (let i = 0; i < order.length; i++) {
      const place = places.get(i) ?? 0;
      tree.add({ first: key(10 * place), end: key(10 * place + 5) }, place);
    }
    assert.ok(tree.match(key(2), () => undefined) < 50);
  });

  it("keeps owners of one span together", () => {
    const tree = new SpanTree<number>();
    for (let owner = 0; owner < 1_000; owner++) tree.add({ first: "a", end: "b" }, owner);
    const found: number[] = [];
    assert.ok(tree.match("aa", (owner) => found.push(owner)) < 5);
    assert.equal(found.length, 1_000);
    for (let owner = 0; owner < 1_000; owner++) tree.delete({ first: "a", end: "b" }, owner);
    assert.ok(!tree.holds("aa"));
  });
});
