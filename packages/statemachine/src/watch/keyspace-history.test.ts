import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, DeleteRangeRequest, type KeyValue } from "@keyval/api";
import { SeededRandom } from "@keyval/raft/testing";
import { KeyIndex } from "../key-index/key-index.js";
import { VersionPool } from "../key-index/version-pool.js";
import { keyOfText, textOfKey } from "../key-text.js";
import { SLICE_SIZES } from "../keyspace/limits.js";
import type { EngineKind } from "../model/engine-home.test-helper.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { Slices } from "../slices.js";
import type { HistoryGap, HistoryQuery, HistorySlice } from "./history.js";
import { KeyspaceHistory } from "./keyspace-history.js";
import { applyChanges, compactTo } from "./machine-watch-world.test-helper.js";
import { PlainHistory } from "./watch-world.test-helper.js";

const KEYS = ["a", "b", "c", "d", "e"] as const;

/** A machine, the history of its keyspace, and what that has to say. */
class HistoryWorld {
  readonly machine: MachineWorld;
  readonly plain: PlainHistory;
  readonly history: KeyspaceHistory;
  readonly #turns: (() => void)[] = [];

  constructor(engine: EngineKind, cacheBytes: number, readsNow: number, firstRevision: number) {
    this.machine = new MachineWorld({ engine, cacheBytes, readsNow, firstRevision });
    this.plain = new PlainHistory(firstRevision);
    const slices = new Slices((run) => void this.#turns.push(run));
    this.history = new KeyspaceHistory(this.machine.machine.tables.keyspace, slices, readsNow);
  }

  /** Puts and deletes in one command. */
  change(...changes: string[]): void {
    const real = applyChanges(this.machine, changes);
    if (real.length > 0) this.plain.change(real, this.machine.machine.revision);
  }

  compact(revision: number): void {
    compactTo(this.machine, revision);
    this.plain.compactRevision = this.machine.machine.compactRevision;
  }

  turn(): boolean {
    this.machine.turn(1);
    const run = this.#turns.shift();
    run?.();
    return run !== undefined;
  }

  read(query: HistoryQuery): HistorySlice | HistoryGap {
    let outcome: HistorySlice | HistoryGap | undefined;
    this.history.read(query, (answer) => (outcome = answer));
    return this.#until(() => outcome);
  }

  previous(event: Parameters<KeyspaceHistory["previous"]>[0]): KeyValue | HistoryGap | undefined {
    let previous: { readonly value: KeyValue | HistoryGap | undefined } | undefined;
    this.history.previous(event, (value) => (previous = { value }));
    return this.#until(() => previous).value;
  }

  #until<T>(answer: () => T | undefined): T {
    assert.equal(answer(), undefined, "never inside the call");
    for (let turns = 0; turns < 10_000; turns++) {
      const given = answer();
      if (given !== undefined) return given;
      this.turn();
    }
    return assert.fail("no answer");
  }
}

function randomWorld(random: SeededRandom, engine: EngineKind): HistoryWorld {
  const start = random.pick([1, 2 ** 31 - 30, 2 ** 32 - 30, 2 ** 52 - 30]);
  const world = new HistoryWorld(engine, random.pick([0, 1_000]), random.pick([0, 2, Infinity]), start);
  for (let step = 20 + random.below(60); step > 0; step--) {
    const some = KEYS.filter(() => random.once(3));
    if (some.length > 0) world.change(...some.map((key) => (random.once(4) ? key : `${key}=${step}`)));
  }
  return world;
}

/** The whole history from a revision on, slice by slice, while things happen in between. */
function checkReading(world: HistoryWorld, random: SeededRandom, from: number): void {
  const to = world.machine.machine.revision;
  const wanted = new Set<string>(KEYS.filter(() => random.once(2)));
  const wants = (key: Uint8Array): boolean => wanted.has(textOfKey(key));
  const expected = world.plain.events.filter(({ key, mod }) => mod >= from && mod <= to && wants(key));
  let [position, seen] = [from, 0];
  while (position <= to) {
    const outcome = world.read({ from: position, to, bytes: random.pick([1, 20, 1_000_000]), wants });
    if ("gap" in outcome) {
      assert.deepEqual(outcome, { gap: "compacted" });
      assert.ok(position < world.plain.compactRevision);
      return;
    }
    assert.ok(outcome.next > position && outcome.next <= to + 1);
    const piece = expected.slice(seen, seen + outcome.events.length);
    assert.deepEqual(outcome.events, piece);
    assert.ok(!expected.slice(seen + piece.length).some(({ mod }) => mod < outcome.next));
    seen += piece.length;
    position = outcome.next;
    if (random.once(3)) world.change(`${random.pick(KEYS)}=new`);
    if (random.once(6)) world.compact(Math.max(world.plain.compactRevision, position - random.below(5)));
  }
  assert.equal(seen, expected.length);
}

void describe("the history of a keyspace", () => {
  for (const engine of ["memory", "bitcask"] as const) {
    it(`is what happened, for who begins anywhere, whatever is compacted meanwhile (${engine})`, () => {
      for (let seed = 1; seed <= 40; seed++) {
        const random = new SeededRandom(seed);
        const world = randomWorld(random, engine);
        for (let reading = 0; reading < 5; reading++) {
          const first = world.plain.events[0]?.mod ?? 0;
          checkReading(world, random, first + random.below(world.machine.machine.revision - first + 1));
        }
      }
    });
  }

  it("has the version before each event, unless that was compacted", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new SeededRandom(seed);
      const world = randomWorld(random, "memory");
      if (random.once(2)) world.compact(world.machine.machine.revision - random.below(10));
      for (const event of world.plain.events) {
        const expected = event.mod > world.plain.compactRevision ? world.plain.versionBefore(event) : undefined;
        assert.deepEqual(world.previous(event), expected, `seed ${seed}`);
      }
    }
  });

  it("finds the version before an event in few steps, however many newer ones its key has", (t) => {
    const world = new HistoryWorld("memory", 0, Infinity, 1);
    for (let i = 0; i < 2_000; i++) world.change(`a=${i}`);
    const looks = t.mock.method(VersionPool.prototype, "modOf");
    for (const event of world.plain.events.slice(0, 10)) {
      assert.deepEqual(world.previous(event), world.plain.versionBefore(event));
    }
    assert.ok(looks.mock.callCount() < 10 * 50, `${looks.mock.callCount()} looks`);
  });

  it("makes the events of a revision in slices, however many it has", (t) => {
    const world = new HistoryWorld("memory", 0, Infinity, 1);
    const { scan } = SLICE_SIZES;
    const { machine } = world.machine;
    const names = Array.from({ length: 3 * scan }, (_, i) => `key ${i}`);
    for (const name of names) applyChanges(world.machine, [`${name}=1`]);
    const range = DeleteRangeRequest.encode({ key: keyOfText("a"), rangeEnd: keyOfText("z") });
    world.machine.apply(CommandKind.deleteRange, range);
    let outcome: HistorySlice | HistoryGap | undefined;
    const made = t.mock.method(KeyIndex.prototype, "keyOf");
    const query = { from: machine.revision, to: machine.revision, bytes: 1_000, wants: () => true };
    world.history.read(query, (answer) => (outcome = answer));
    while (world.turn()) {
      assert.ok(made.mock.callCount() <= scan, "keys that are copied in one turn");
      made.mock.resetCalls();
    }
    assert.ok(outcome !== undefined && "events" in outcome);
    assert.equal(outcome.events.length, names.length);
  });

  it("still has the deletion at the compact revision, once all that is older was removed", () => {
    const world = new HistoryWorld("memory", 0, 0, 1);
    for (const change of ["a=1", "a=2", "a", "b=1"]) world.change(change);
    world.compact(4);
    world.machine.settle();
    const outcome = world.read({ from: 4, to: 5, bytes: 1_000, wants: () => true });
    assert.ok("events" in outcome);
    assert.deepEqual(outcome.events, world.plain.events.slice(2));
    assert.deepEqual(world.read({ from: 3, to: 5, bytes: 1_000, wants: () => true }), { gap: "compacted" });
  });

  for (const engine of ["memory", "bitcask"] as const) {
    it(`says nothing once the state is closed, rather than that there was nothing (${engine})`, () => {
      const world = new HistoryWorld(engine, 0, 0, 1);
      for (const change of ["a=1", "a=2"]) world.change(change);
      const [, event] = world.plain.events;
      assert.ok(event);
      const answers: unknown[] = [];
      const ask = (): void => {
        world.history.previous(event, (answer) => answers.push(answer));
        world.history.read({ from: 2, to: 3, bytes: 1_000, wants: () => true }, (answer) => answers.push(answer));
        while (world.turn());
      };
      ask();
      assert.deepEqual(answers, [world.plain.versionBefore(event), { events: world.plain.events, next: 4 }]);
      world.machine.restart();
      ask();
      assert.equal(answers.length, 2);
    });
  }

  it("lets compaction go on once a reading has ended", () => {
    const world = new HistoryWorld("memory", 0, 0, 1);
    for (const change of ["a=1", "a=2", "a=3"]) world.change(change);
    let isAnswered = false;
    world.history.read({ from: 2, to: 4, bytes: 1_000, wants: () => true }, () => (isAnswered = true));
    world.compact(4);
    world.machine.settle();
    const { keyspace } = world.machine.machine.tables;
    assert.equal(keyspace.index.versions, 3, "it is pinned");
    while (world.turn());
    world.machine.settle();
    assert.ok(isAnswered);
    assert.equal(keyspace.index.versions, 1);
  });
});
