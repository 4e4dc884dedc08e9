import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, CompactionRequest, DeleteRangeRequest, PutRequest } from "@keyval/api";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { SLICE_SIZES } from "./limits.js";

const key = (number: number): Uint8Array => new Uint8Array(Buffer.from(`key ${number}`));

function putAll(world: MachineWorld, count: number): void {
  for (let i = 0; i < count; i++) {
    world.apply(CommandKind.put, PutRequest.encode({ key: key(i % 10), value: key(i) }));
  }
}

function compact(world: MachineWorld): number {
  const { revision } = world.machine;
  world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
  return revision;
}

void describe("compaction", () => {
  it("counts at once, removes in slices, and says when all is removed", () => {
    const world = new MachineWorld();
    putAll(world, 3 * SLICE_SIZES.compact);
    const { keyspace } = world.machine.tables;
    const before = keyspace.liveBytes;
    const revision = compact(world);
    assert.equal(world.machine.compactRevision, revision);
    const { liveBytes } = keyspace;
    assert.ok(liveBytes < before / 100, "the quota has what is unreadable no more");
    assert.equal(keyspace.index.versions, 3 * SLICE_SIZES.compact, "nothing is removed within the command");
    const answers: string[] = [];
    keyspace.compaction.whenRemoved(revision, () => answers.push("removed"));
    for (let turns = 0, before = keyspace.index.versions; answers.length === 0; turns++) {
      assert.ok(turns < 20, "it comes to its end");
      world.turn(1);
      const now = keyspace.index.versions;
      assert.ok(before - now <= SLICE_SIZES.compact, "no slice removes more than its share");
      before = now;
    }
    assert.equal(keyspace.index.versions, 10);
    assert.equal(keyspace.liveBytes, liveBytes);
    assert.ok(keyspace.compaction.isComplete);
  });

  it("leaves nothing to the quota of keys that were deleted before it", () => {
    const world = new MachineWorld();
    putAll(world, 50);
    for (let i = 0; i < 10; i++) world.apply(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: key(i) }));
    const { keyspace } = world.machine.tables;
    assert.ok(keyspace.liveBytes > 0);
    compact(world);
    assert.equal(keyspace.liveBytes, 0, "nor of the deletion at its revision, which a watch may still hear of");
    world.settle();
    assert.equal(keyspace.index.versions, 1);
    assert.equal(keyspace.liveBytes, 0);
    putAll(world, 10);
    const { liveBytes } = keyspace;
    compact(world);
    assert.equal(keyspace.liveBytes, liveBytes, "what begins anew hides nothing");
  });

  it("leaves what a pinned revision needs until it is released", () => {
    const world = new MachineWorld();
    putAll(world, 50);
    const { keyspace } = world.machine.tables;
    const pinned = world.machine.revision - 20;
    keyspace.pins.pin(pinned);
    const revision = compact(world);
    const { liveBytes } = keyspace;
    world.settle();
    assert.ok(!keyspace.compaction.isComplete);
    assert.equal(keyspace.index.count(key(0), undefined, pinned), 10);
    const answers: string[] = [];
    keyspace.compaction.whenRemoved(revision, () => answers.push("removed"));
    world.settle();
    assert.deepEqual(answers, []);
    keyspace.pins.release(pinned);
    world.settle();
    assert.deepEqual(answers, ["removed"]);
    assert.equal(keyspace.index.versions, 10);
    assert.equal(keyspace.liveBytes, liveBytes, "a pin is no matter of the quota");
  });

  it("gives the engine back what it removes", () => {
    const world = new MachineWorld({ engine: "bitcask" });
    putAll(world, 500);
    world.checkpoint();
    const before = world.space;
    compact(world);
    world.settle();
    for (let i = 0; i < 100; i++) {
      world.checkpoint();
      world.reclaim();
    }
    world.checkpoint();
    world.settle();
    assert.ok(world.space < before / 5, `${world.space} of ${before} bytes`);
  });
});
