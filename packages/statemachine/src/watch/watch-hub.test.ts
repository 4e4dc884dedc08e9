import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WatchCreateRequest, type Init } from "@keyval/api";
import type { KeyEvent } from "../keyspace/key-event.js";
import type { WatchEvents } from "./watch-notice.js";
import { watch, WatchWorld } from "./watch-world.test-helper.js";

const NOPUT = 0;
const NODELETE = 1;

void describe("a watch stream", () => {
  it("numbers its watchers from 0, around those that the client named", () => {
    const { stream } = new WatchWorld().listen();
    const ids = [0, 1, 0, 7, 0, 2n ** 63n - 1n].map((id) => watch(stream, "a", { watchId: id }).id);
    assert.deepEqual(ids, [0, 1, 2, 7, 3, 2n ** 63n - 1n]);
  });

  it("refuses an id that is taken, an empty range and a negative start", () => {
    const { stream } = new WatchWorld().listen();
    const create = (request: Init<WatchCreateRequest>) => stream.create(WatchCreateRequest.create(request));
    const key = Uint8Array.of(98);
    watch(stream, "a", { watchId: 5 });
    assert.deepEqual(create({ key, watchId: 5 }), { refusal: "duplicateWatchId" });
    assert.deepEqual(create({ key, rangeEnd: Uint8Array.of(97) }), { refusal: "emptyRange" });
    assert.deepEqual(create({ key, rangeEnd: key }), { refusal: "emptyRange" });
    assert.deepEqual(create({ key, startRevision: -1 }), { refusal: "compacted" });
    assert.equal(stream.size, 1);
  });

  it("takes an empty key for the first there is, and an end of a zero byte for all from the key on", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "");
    watch(stream, "", { end: "\0" });
    watch(stream, "b", { end: "\0" });
    world.change("\0=1", "a=2", "\xff\xff=3");
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 \0=1", "1: 2 \0=1, 2 a=2, 2 \xff\xff=3", "2: 2 \xff\xff=3"]);
  });

  it("delivers nothing inside a call, so that the client hears first that its watcher is there", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    world.change("a=1");
    watch(stream, "a", { startRevision: 2 });
    assert.deepEqual(listener.take(), []);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1"]);
  });

  it("forgets what a cancelled watcher holds, and what a closed stream asked for", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a");
    watch(stream, "a", { prevKv: true });
    world.change("a=1");
    world.change("a=2");
    assert.ok(stream.cancel(0));
    assert.ok(!stream.cancel(0));
    world.settle();
    assert.deepEqual(listener.take(), ["1: 2 a=1", "1: 3 a=2 (was 1)"]);
    world.change("a=3");
    stream.requestProgress();
    stream.close();
    world.settle();
    assert.deepEqual(listener.take(), []);
  });
});

void describe("watching keys from now on", () => {
  it("tells of the events of a key or a range, all of a turn together", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "b");
    watch(stream, "a", { end: "c" });
    world.change("a=1", "b=2", "c=3");
    world.change("b");
    world.settle();
    assert.deepEqual(listener.take(), ["1: 2 a=1, 2 b=2, 3 b", "0: 2 b=2, 3 b"]);
  });

  it("leaves out puts or deletions for who does not want them", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { filters: [NOPUT] });
    watch(stream, "a", { filters: [NODELETE] });
    watch(stream, "a", { filters: [NOPUT, NODELETE] });
    world.change("a=1");
    world.change("a");
    world.settle();
    assert.deepEqual(listener.take(), ["1: 2 a=1", "0: 3 a"]);
  });

  it("brings the version before, where there was one", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { prevKv: true });
    for (const change of ["a=1", "a=2", "a", "a=3"]) world.change(change);
    world.settle();
    assert.deepEqual(listener.take().join(", ").replaceAll("0: ", ""), "2 a=1, 3 a=2 (was 1), 4 a (was 2), 5 a=3");
  });

  it("brings no version before that was compacted", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { prevKv: true });
    world.change("a=1");
    world.change("a=2");
    world.endTurn();
    world.history.compactRevision = 3;
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1", "0: 3 a=2"]);
  });

  it("does not hold up the others for a version before that is still being read", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { prevKv: true });
    watch(stream, "a");
    world.change("a=1", "b=1");
    world.change("a=2");
    world.change("a=3");
    world.endTurn();
    assert.deepEqual(listener.take(), ["0: 2 a=1", "1: 2 a=1, 3 a=2, 4 a=3"]);
    world.answer();
    assert.deepEqual(listener.take(), ["0: 3 a=2 (was 1)"]);
    world.answer();
    assert.deepEqual(listener.take(), ["0: 4 a=3 (was 2)"]);
  });

  it("does not split what happened at one revision, whatever waits for its version before", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { end: "z", prevKv: true });
    world.change("a=1");
    world.change("b=1", "a=2");
    world.endTurn();
    assert.deepEqual(listener.take(), ["0: 2 a=1"]);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 3 b=1, 3 a=2 (was 1)"]);
  });

  it("makes one object of an event for a thousand watchers, so that it is encoded once", () => {
    const world = new WatchWorld();
    const streams = Array.from({ length: 1_000 }, () => world.listen());
    for (const { stream } of streams) watch(stream, "hot");
    world.change("hot=1");
    world.settle();
    const events = new Set(streams.flatMap(({ listener }) => (listener.notices[0] as WatchEvents).events));
    assert.equal(events.size, 1);
  });
});

void describe("watching from a revision on", () => {
  it("brings two old events in one response", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    world.change("a=1");
    world.change("b=1");
    world.change("a=2");
    watch(stream, "a", { startRevision: 1 });
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1, 4 a=2"]);
  });

  for (const recentBytes of [0, 1_000]) {
    it(`brings them in one response whichever of them has a version before (${recentBytes} bytes are recent)`, () => {
      const world = new WatchWorld(1, { recentBytes });
      const { stream, listener } = world.listen();
      for (const change of ["a=1", "b=1", "a=2"]) world.change(change);
      watch(stream, "a", { startRevision: 1, prevKv: true });
      world.endTurn();
      world.answer();
      world.change("a=3");
      world.settle();
      const [first = ""] = listener.take();
      assert.match(first, /^0: 2 a=1, 4 a=2 \(was 1\)/);
    });
  }

  it("brings no version before that was compacted, though another watcher was told of it", () => {
    const world = new WatchWorld();
    const [early, late] = [world.listen(), world.listen()];
    watch(early.stream, "a", { prevKv: true });
    for (const change of ["a=1", "a=2", "a=3"]) world.change(change);
    world.settle();
    assert.equal(early.listener.take().at(-1), "0: 4 a=3 (was 2)");
    world.compact(3);
    watch(late.stream, "a", { startRevision: 3, prevKv: true });
    world.settle();
    assert.deepEqual(late.listener.take(), ["0: 3 a=2, 4 a=3 (was 2)"]);
  });

  it("E#20221: a watch from a later revision on hears of nothing before, no progress either", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { startRevision: 4, progressNotify: true });
    world.change("a=1");
    stream.requestProgress();
    world.hub.notifyProgress();
    world.settle();
    assert.deepEqual(listener.take(), []);
    world.change("a=2");
    world.settle();
    assert.deepEqual(listener.take(), ["-1: up to 3"], "who goes on from there begins at 4, as asked");
    world.change("a=3");
    world.settle();
    assert.deepEqual(listener.take(), ["0: 4 a=3"]);
  });

  it("E#15271: a watch that comes back from a partition does not begin before where it was", () => {
    const world = new WatchWorld(1, { recentBytes: 0 });
    for (let i = 1; i <= 9; i++) world.change(`a=${i}`);
    const { stream, listener } = world.listen();
    watch(stream, "a", { startRevision: 8 });
    watch(stream, "a", { startRevision: 3 });
    world.change("a=10");
    world.settle();
    const [late, early] = listener.take().sort();
    assert.equal(late, "0: 8 a=7, 9 a=8, 10 a=9, 11 a=10");
    assert.equal(early, "1: 3 a=2, 4 a=3, 5 a=4, 6 a=5, 7 a=6, 8 a=7, 9 a=8, 10 a=9, 11 a=10");
  });

  it("reads history in slices, in order, while writes go on", () => {
    const world = new WatchWorld(1, { recentBytes: 200 });
    world.history.sliceLength = 2;
    for (let i = 1; i <= 20; i++) world.change(`a=${i}`);
    const { stream, listener } = world.listen();
    watch(stream, "a", { startRevision: 2 });
    world.endTurn();
    for (let i = 21; i <= 40; i++) {
      world.change(`a=${i}`);
      world.answer();
      world.answer();
    }
    world.settle();
    const values = listener.take().flatMap((line) => [...line.matchAll(/=(\d+)/g)].map((match) => Number(match[1])));
    assert.deepEqual(
      values,
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  it("reads a history once for watchers that begin near each other", () => {
    const world = new WatchWorld(1, { recentBytes: 0 });
    for (let i = 1; i <= 50; i++) world.change("a=1", "b=1");
    const { stream, listener } = world.listen();
    for (let start = 50; start >= 2; start--) watch(stream, start % 2 === 0 ? "a" : "b", { startRevision: start });
    world.settle();
    assert.equal(listener.take().length, 49);
    assert.equal(world.history.queries.length, 1);
    assert.equal(world.history.queries[0]?.from, 2);
  });

  it("holds up no watcher for one whose client does not take what it was given", () => {
    const world = new WatchWorld(1, { recentBytes: 0, watcherBytes: 1 });
    world.history.sliceLength = 1;
    for (let i = 1; i <= 5; i++) world.change(`a=${i}`);
    const [slow, quick] = [world.listen(), world.listen()];
    watch(slow.stream, "a", { startRevision: 2 });
    watch(quick.stream, "a", { startRevision: 2 });
    world.endTurn();
    slow.stream.pause();
    world.settle();
    assert.equal(quick.listener.take().length, 5);
    assert.deepEqual(slow.listener.take(), []);
    slow.stream.resume();
    world.settle();
    assert.deepEqual(slow.listener.take(), ["0: 2 a=1", "0: 3 a=2", "0: 4 a=3", "0: 5 a=4", "0: 6 a=5"]);
  });
});

void describe("a watcher whose client is slow", () => {
  it("E#17529: forgets what it holds beyond its budget, and reads it again", () => {
    const world = new WatchWorld(1, { watcherBytes: 200, recentBytes: 0 });
    const { stream, listener } = world.listen();
    watch(stream, "a");
    stream.pause();
    for (let i = 1; i <= 100; i++) world.change(`a=${i}`);
    world.settle();
    assert.equal(world.history.queries.length, 0, "nobody takes it yet");
    stream.resume();
    world.settle();
    const events = listener.notices.flatMap((notice) => (notice as WatchEvents).events.map(({ mod }) => mod));
    assert.deepEqual(
      events,
      Array.from({ length: 100 }, (_, i) => i + 2),
    );
  });

  it("gets on even where one revision is more than its budget", () => {
    const world = new WatchWorld(1, { watcherBytes: 1, recentBytes: 0 });
    const { stream, listener } = world.listen();
    watch(stream, "a", { end: "z" });
    world.change("a=1", "b=1", "c=1");
    world.change("a=2", "b=2", "c=2");
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1, 2 b=1, 2 c=1", "0: 3 a=2, 3 b=2, 3 c=2"]);
  });

  it("is cancelled if what it has to read again was compacted", () => {
    const world = new WatchWorld(1, { watcherBytes: 1, recentBytes: 0 });
    const { stream, listener } = world.listen();
    watch(stream, "a");
    stream.pause();
    for (let i = 1; i <= 5; i++) world.change(`a=${i}`);
    world.history.compactRevision = 4;
    stream.resume();
    world.settle();
    assert.deepEqual(listener.take(), ["0: compacted, history begins at 4"]);
    assert.equal(stream.size, 0);
  });
});

void describe("compaction", () => {
  function compactedAt(revision: number): ReturnType<WatchWorld["listen"]> & { world: WatchWorld } {
    const world = new WatchWorld(1, { recentBytes: 0 });
    for (const change of ["a=1", "a=2", "a", "b=1"]) world.change(change);
    world.history.compactRevision = revision;
    return { world, ...world.listen() };
  }

  it("E#19179: a watch that begins at the compact revision hears of the deletion there", () => {
    const { world, stream, listener } = compactedAt(4);
    watch(stream, "a", { startRevision: 4 });
    world.settle();
    assert.deepEqual(listener.take(), ["0: 4 a"]);
  });

  it("cancels a watch that begins before it, and says where history begins", () => {
    const { world, stream, listener } = compactedAt(4);
    watch(stream, "a", { startRevision: 3 });
    watch(stream, "b", { startRevision: 4 });
    world.settle();
    assert.deepEqual(listener.take(), ["0: compacted, history begins at 4", "1: 5 b=1"]);
  });

  it("E#18089: drops no deletion while history is read: what was not read is cancelled", () => {
    const { world, stream, listener } = compactedAt(-1);
    world.history.sliceLength = 1;
    watch(stream, "a", { startRevision: 2 });
    world.endTurn();
    world.answer();
    assert.deepEqual(listener.take(), ["0: 2 a=1"]);
    world.history.compactRevision = 5;
    world.settle();
    assert.deepEqual(listener.take(), ["0: compacted, history begins at 5"]);
  });

  it("does not touch what was matched already, nor a watch that has yet to begin", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a");
    watch(stream, "a", { startRevision: 5 });
    stream.pause();
    for (const change of ["a=1", "a=2", "a=3", "a=4"]) world.change(change);
    world.history.compactRevision = 4;
    stream.resume();
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1, 3 a=2, 4 a=3, 5 a=4", "1: 5 a=4"]);
  });

  it("is not the only end of a history: one that can not be read is told as well", () => {
    const { world, stream, listener } = compactedAt(-1);
    world.history.isReadable = false;
    watch(stream, "a", { startRevision: 2 });
    world.settle();
    assert.deepEqual(listener.take(), ["0: corrupt, history begins at 0"]);
  });

  it("is not taken for the reason why a version before an event can not be read", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    for (const prevKv of [true, true, false]) watch(stream, "a", { prevKv });
    world.change("a=1");
    world.settle();
    listener.take();
    world.history.isReadable = false;
    world.change("a=2");
    stream.cancel(1);
    world.settle();
    assert.deepEqual(listener.take(), ["2: 3 a=2", "0: corrupt, history begins at 0"]);
  });
});

void describe("progress", () => {
  it("is told to idle watchers that want it", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { progressNotify: true });
    watch(stream, "a");
    world.change("b=1");
    world.settle();
    world.hub.notifyProgress();
    assert.deepEqual(listener.take(), ["0: up to 2"]);
    world.change("a=1");
    world.settle();
    listener.take();
    world.hub.notifyProgress();
    assert.deepEqual(listener.take(), [], "it heard of something meanwhile");
    world.hub.notifyProgress();
    assert.deepEqual(listener.take(), ["0: up to 3"]);
  });

  it("E#15220: is never told ahead of events", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { progressNotify: true });
    world.change("a=1");
    world.hub.notifyProgress();
    assert.deepEqual(listener.take(), []);
    stream.requestProgress();
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1", "-1: up to 2"]);
    stream.pause();
    world.change("a=2");
    stream.requestProgress();
    world.settle();
    world.hub.notifyProgress();
    assert.deepEqual(listener.take(), []);
    stream.resume();
    world.settle();
    assert.deepEqual(listener.take(), ["0: 3 a=2", "-1: up to 3"]);
  });

  it("asked for is told once, when all watchers of the stream have caught up", () => {
    const world = new WatchWorld(1, { recentBytes: 0 });
    const { stream, listener } = world.listen();
    world.change("a=1");
    watch(stream, "a", { startRevision: 2 });
    watch(stream, "b");
    stream.requestProgress();
    stream.requestProgress();
    world.endTurn();
    assert.deepEqual(listener.take(), []);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1", "-1: up to 2"]);
  });

  it("waits for no watcher that is gone", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { startRevision: 100 });
    watch(stream, "a");
    stream.requestProgress();
    world.settle();
    assert.deepEqual(listener.take(), []);
    stream.cancel(0);
    world.settle();
    assert.deepEqual(listener.take(), ["-1: up to 1"]);
  });
});

void describe("a watcher whose user may not read any more", () => {
  it("is cancelled instead of being told", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a");
    world.change("a=1");
    listener.refused = "permissionDenied";
    world.settle();
    assert.deepEqual(listener.take(), ["0: permissionDenied, history begins at 0"]);
    listener.refused = undefined;
    world.change("a=2");
    world.settle();
    assert.deepEqual(listener.take(), []);
  });
});

void describe("a state that is replaced by a snapshot's", () => {
  it("E#15271: goes on behind what was delivered, and leaves out nothing that happened in between", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a", { prevKv: true });
    watch(stream, "b");
    world.change("a=1", "b=1");
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1", "1: 2 b=1"]);
    world.change("a=2");
    for (const change of ["a=3", "b=2", "c=1"]) world.history.change([change]);
    world.replace();
    world.settle();
    assert.deepEqual(listener.take(), ["1: 5 b=2", "0: 3 a=2 (was 1), 4 a=3 (was 2)"]);
    world.change("b=3");
    world.settle();
    assert.deepEqual(listener.take(), ["1: 7 b=3"]);
  });

  it("cancels who would have to hear of what the snapshot does not have", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a");
    watch(stream, "a", { startRevision: 5 });
    watch(stream, "a", { startRevision: 9 });
    for (const change of ["a=1", "a=2", "a=3", "a=4"]) world.history.change([change]);
    world.history.compactRevision = 4;
    world.replace();
    world.settle();
    assert.deepEqual(listener.take(), ["0: compacted, history begins at 4", "1: 5 a=4"]);
  });
});

void describe("a hub that is fed from two sides", () => {
  it("tells in one order what both have told, and goes no further than the slower", () => {
    const world = new WatchWorld();
    const other = world.hub.openFeed();
    const { stream, listener } = world.listen();
    watch(stream, "a", { end: "z" });
    const [one, two, three]: KeyEvent[][] = ["a=1", "b=1", "a=2"].map((change) => world.history.change([change]));
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    world.feed.feed(one, 2);
    world.feed.feed(three, 4);
    stream.requestProgress();
    world.settle();
    assert.deepEqual(listener.take(), ["-1: up to 1"]);
    assert.equal(world.feed.held, 2);
    other.feed([], 2);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1"]);
    other.feed(two, 3);
    stream.requestProgress();
    world.settle();
    assert.deepEqual(listener.take(), ["0: 3 b=1", "-1: up to 3"]);
    other.feed([], 9);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 4 a=2"]);
    assert.equal(world.hub.frontier, 4);
    assert.equal(world.feed.held, 0);
  });

  it("tells together what one command did on both sides", () => {
    const world = new WatchWorld();
    const other = world.hub.openFeed();
    const { stream, listener } = world.listen();
    watch(stream, "a", { end: "z" });
    const events = world.history.change(["b=1", "a=1", "c=1"]);
    other.feed(events.slice(0, 1), 2);
    world.feed.feed(events.slice(1), 2);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 b=1, 2 a=1, 2 c=1"]);
  });

  it("keeps what a single one tells beyond its frontier, and what comes behind that", () => {
    const world = new WatchWorld();
    const { stream, listener } = world.listen();
    watch(stream, "a");
    const [one, two, three]: KeyEvent[][] = ["a=1", "a=2", "a=3"].map((change) => world.history.change([change]));
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    world.feed.feed(one, 2);
    world.feed.feed(two, 2);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 2 a=1"]);
    assert.equal(world.feed.held, 1);
    world.feed.feed(three, 4);
    world.settle();
    assert.deepEqual(listener.take(), ["0: 3 a=2, 4 a=3"]);
    assert.equal(world.feed.held, 0);
  });

  it("does not mind revisions that are left out", () => {
    const world = new WatchWorld(2 ** 32);
    const { stream, listener } = world.listen();
    watch(stream, "a");
    world.feed.feed(world.history.change(["a=1"], 2 ** 40), 2 ** 40);
    world.feed.feed([], 2 ** 41);
    stream.requestProgress();
    world.settle();
    assert.deepEqual(listener.take(), [`0: ${2 ** 40} a=1`, `-1: up to ${2 ** 41}`]);
  });
});
