import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CompactionRequest, DeleteRangeRequest, MemberAddCommand, PutRequest } from "@keyval/api";
import { MemberAnnounceCommand } from "@keyval/api";
import type { IncrementRecord } from "@keyval/storage";
import { StateStore, type StoredRecord, type StoredState } from "../checkpoint/state-store.test-helper.js";
import { encodeState } from "../checkpoint/small-state.js";
import { Dice } from "../model/dice.test-helper.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { randomLog } from "../model/random-log.test-helper.js";
import { Refusal } from "../refusal.js";
import type { StateMachine } from "../state-machine.js";
import type { Changes, Earlier } from "./changes.js";
import { CHANGES_AT_ONCE, CHANGES_BYTES } from "./limits.js";

const SEEDS = 40;
const FIRST_REVISIONS = [1, 2 ** 31 - 40, 2 ** 32 - 40, 2 ** 52 - 40] as const;
const MEMBER = 77;
const INCARNATION = 2n ** 64n - 1n;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** A member that knows itself, and saves now and then. */
class Scene {
  readonly world: MachineWorld;

  constructor(options: ConstructorParameters<typeof MachineWorld>[0] = {}) {
    this.world = new MachineWorld(options);
    this.world.apply(CommandKind.memberAdd, MemberAddCommand.encode({ ID: MEMBER, peerURLs: ["http://own"] }));
    const announced = { ID: MEMBER, name: "own", clientURLs: [], incarnation: INCARNATION };
    this.world.apply(CommandKind.memberAnnounce, MemberAnnounceCommand.encode(announced));
  }

  get machine(): StateMachine {
    return this.world.machine;
  }

  put(key: string, value: string | Uint8Array = "v"): void {
    const content = typeof value === "string" ? bytes(value) : value;
    this.world.apply(CommandKind.put, PutRequest.encode({ key: bytes(key), value: content }));
  }

  removeAll(): void {
    const everything = { key: bytes("\0"), rangeEnd: bytes("\0") };
    this.world.apply(CommandKind.deleteRange, DeleteRangeRequest.encode(everything));
  }

  compact(revision: number): void {
    this.world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
  }

  get earlier(): Earlier {
    const { applied: index, revision } = this.machine;
    return { index, revision, incarnations: [1, INCARNATION] };
  }

  /** All of what the machine has, as a whole backup holds it. */
  whole(): StoredState {
    return {
      state: encodeState(this.machine.tables),
      records: this.taken(this.changes({ ...this.earlier, revision: 0 })),
    };
  }

  changes(earlier: Earlier): Changes {
    const changes = this.machine.changesSince(earlier);
    assert.ok(!(changes instanceof Refusal), changes instanceof Refusal ? changes.error : "");
    return changes;
  }

  refusal(earlier: Earlier): string {
    const changes = this.machine.changesSince(earlier);
    return changes instanceof Refusal ? changes.error : "";
  }

  /** The next piece, with what happens until it comes. */
  next(changes: Changes): readonly IncrementRecord[] | Refusal {
    return this.world.ask<readonly IncrementRecord[] | Refusal>((done) => {
      changes.next(done);
      return undefined;
    });
  }

  taken(changes: Changes): StoredRecord[] {
    const records: StoredRecord[] = [];
    for (;;) {
      const some = this.next(changes);
      assert.ok(!(some instanceof Refusal), some instanceof Refusal ? some.error : "");
      if (some.length === 0) return records;
      records.push(...some);
    }
  }
}

function hashOf({ hash }: StateMachine): readonly number[] {
  return [hash.high, hash.low];
}

function opened(stored: StoredState): StateMachine {
  const { machine, error } = new StateStore(stored).open();
  assert.equal(error, undefined);
  return machine;
}

void describe("what has changed since an earlier state", () => {
  it("makes of that state the present one, whatever was done between, round after round", () => {
    let rounds = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const dice = new Dice(seed);
      const scene = new Scene({
        firstRevision: FIRST_REVISIONS[seed % FIRST_REVISIONS.length] ?? 1,
        readsNow: seed % 3,
      });
      const records = [...scene.whole().records];
      let earlier = scene.earlier;
      for (const { header, body } of randomLog(seed, earlier.revision)) {
        scene.world.apply(header.kind as CommandKind, body, dice.below(2), header);
        if (dice.chance(1, 3)) scene.world.turn(dice.below(30));
        if (!dice.chance(1, 12)) continue;
        if (scene.machine.compactRevision > earlier.revision + 1) {
          assert.equal(scene.refusal(earlier), "changesCompacted");
          break;
        }
        const changes = scene.changes(earlier);
        records.push(...scene.taken(changes));
        const { facts } = changes;
        const restored = opened({ state: facts.state, records });
        assert.deepEqual(hashOf(restored), hashOf(scene.machine), `seed ${seed}`);
        const { keyspace } = restored.tables;
        assert.deepEqual([keyspace.hash.high, keyspace.hash.low], [facts.hash.high, facts.hash.low]);
        assert.ok(keyspace.recomputeHash().high === facts.hash.high);
        assert.deepEqual([restored.revision, keyspace.size], [facts.revision, facts.keys]);
        earlier = scene.earlier;
        rounds++;
      }
      scene.world.end();
    }
    assert.ok(rounds > 4 * SEEDS, `${rounds} rounds`);
  });

  it("is as much as was changed, however much there is", () => {
    const scene = new Scene();
    for (let i = 0; i < 3_000; i++) scene.put(`key ${i}`);
    const { earlier } = scene;
    for (let i = 0; i < 10; i++) scene.put(`key ${i}`, "other");
    assert.equal(scene.taken(scene.changes(earlier)).length, 10);
    assert.equal(scene.taken(scene.changes(scene.earlier)).length, 0);
  });

  it("comes in pieces with a bound, also where one revision has more", () => {
    const scene = new Scene();
    for (let i = 0; i < 2_500; i++) scene.put(`key ${i}`);
    const { earlier } = scene;
    scene.removeAll();
    for (let i = 0; i < 20; i++) scene.put(`large ${i}`, new Uint8Array(CHANGES_BYTES / 4));
    const changes = scene.changes(earlier);
    const sizes: number[] = [];
    for (;;) {
      const some = scene.next(changes);
      assert.ok(!(some instanceof Refusal));
      if (some.length === 0) break;
      sizes.push(some.length);
    }
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      2_520,
    );
    assert.ok(Math.max(...sizes) <= CHANGES_AT_ONCE && sizes.slice(3).every((size) => size <= 5), String(sizes));
  });

  it("is as it was when it was asked for, and goes on through a compaction of what was taken already", () => {
    const scene = new Scene();
    const { earlier } = scene;
    for (let i = 0; i < 3_000; i++) scene.put(`key ${i}`);
    const changes = scene.changes(earlier);
    const [first] = [scene.next(changes)];
    assert.ok(!(first instanceof Refusal));
    scene.put("later");
    scene.compact(earlier.revision + first.length);
    scene.world.settle();
    const records = [...first, ...scene.taken(changes)];
    assert.equal(records.length, 3_000);
  });

  it("ends with a refusal if it is compacted before it is taken", () => {
    const scene = new Scene();
    const { earlier } = scene;
    for (let i = 0; i < 3_000; i++) scene.put(`key ${i % 2_000}`);
    const changes = scene.changes(earlier);
    assert.ok(!(scene.next(changes) instanceof Refusal));
    scene.compact(scene.machine.revision);
    scene.world.settle();
    const late = scene.next(changes);
    assert.ok(late instanceof Refusal && late.error === "changesCompacted");
  });

  it("is refused to whoever has another state than an earlier one of these members", () => {
    const scene = new Scene();
    scene.put("a");
    scene.put("b");
    const { earlier } = scene;
    assert.equal(scene.refusal({ ...earlier, incarnations: [0, 1] }), "otherHistory");
    assert.equal(scene.refusal({ ...earlier, index: earlier.index + 1 }), "behindSnapshot");
    assert.equal(scene.refusal({ ...earlier, revision: earlier.revision + 1 }), "behindSnapshot");
    assert.equal(scene.refusal(earlier), "");
    scene.put("c");
    scene.compact(earlier.revision + 1);
    assert.equal(scene.refusal(earlier), "");
    scene.put("d");
    scene.compact(earlier.revision + 2);
    assert.equal(scene.refusal(earlier), "changesCompacted");
  });
});
