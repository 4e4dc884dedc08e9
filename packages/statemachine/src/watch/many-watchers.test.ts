import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyOfText } from "../key-text.js";
import { watch, WatchWorld } from "./watch-world.test-helper.js";
import type { WatchStream } from "./watch-stream.js";
import type { Watcher } from "./watcher.js";

const DISTINCT = 100_000;
const HOT = 1_000;
const EVENTS = 500;

/** Counts how often anybody looks at one of the watchers: nothing can be done for or with one that is not looked at. */
class Looks {
  count = 0;

  watch(stream: WatchStream, key: string, end?: string): void {
    const watcher: Watcher = watch(stream, key, end === undefined ? {} : { end });
    let { standing } = watcher;
    Object.defineProperty(watcher, "standing", {
      get: () => {
        this.count++;
        return standing;
      },
      set: (next: Watcher["standing"]) => {
        this.count++;
        standing = next;
      },
    });
  }

  /** Since the last call. */
  take(): number {
    const { count } = this;
    this.count = 0;
    return count;
  }
}

/** Tells of so many events, some in each turn; how many each of them made its hub look at watchers. */
function looksPerEvent(world: WatchWorld, looks: Looks, keyOf: (i: number) => string): number {
  looks.take();
  for (let i = 0; i < EVENTS; i++) {
    // Not by the world's own history, which is the obvious way and remembers everything.
    const mod = world.hub.frontier + 1;
    const key = keyOfText(keyOf(i));
    const event = { isDelete: false, create: mod, version: 1, mod, sub: 0, lease: 0, hasPrevious: false, key };
    world.feed.feed([{ ...event, value: key }], mod);
    if (i % 10 === 9) world.endTurn();
  }
  world.settle();
  return looks.take() / EVENTS;
}

void describe("many watchers", () => {
  const spread = (i: number): number => (i * 7_919) % DISTINCT;

  for (const [what, end] of [
    ["a key", undefined],
    ["a prefix", "0"],
  ] as const) {
    it(`of ${what} each: an event costs what its own watcher does, however many others there are`, () => {
      const world = new WatchWorld();
      const looks = new Looks();
      const { listener, stream } = world.listen();
      const suffix = end === undefined ? "" : "/";
      for (let i = 0; i < DISTINCT; i++) looks.watch(stream, `key-${i}${suffix}`, end && `key-${i}${end}`);
      assert.ok(looksPerEvent(world, looks, (i) => `key-${spread(i)}${suffix}`) < 10);
      assert.equal(listener.notices.length, EVENTS);
      assert.equal(
        looksPerEvent(world, looks, (i) => `other-${i}`),
        0,
        "an event that nobody wants",
      );
      assert.equal(listener.notices.length, EVENTS);
    });
  }

  it("of a hot key: an event costs a little for each, and nothing for those of other keys", () => {
    const world = new WatchWorld();
    const looks = new Looks();
    const streams = Array.from({ length: HOT }, () => world.listen());
    for (const { stream } of streams) {
      looks.watch(stream, "hot");
      for (let i = 0; i < 20; i++) looks.watch(stream, `cold-${i}`);
    }
    assert.ok(looksPerEvent(world, looks, () => "hot") < 10 * HOT);
    for (const { listener } of streams) assert.equal(listener.notices.length, EVENTS / 10, "once a turn");
  });

  it("are looked at once for an answer of how far they are, not again in each turn until there is one", () => {
    const world = new WatchWorld();
    const looks = new Looks();
    const { listener, stream } = world.listen();
    for (let i = 0; i < DISTINCT; i++) looks.watch(stream, `key-${i}`);
    watch(stream, "late", { startRevision: 1_000_000 });
    looks.take();
    stream.requestProgress();
    assert.ok(looksPerEvent(world, looks, (i) => `other-${i}`) < (2 * DISTINCT) / EVENTS);
    assert.deepEqual(listener.take(), [], "one of them begins later");
    stream.cancel(DISTINCT);
    world.settle();
    assert.deepEqual(listener.take(), [`-1: up to ${world.hub.frontier}`]);
    assert.ok(looks.take() <= 2 * DISTINCT);
  });
});
