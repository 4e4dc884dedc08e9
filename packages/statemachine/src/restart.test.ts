import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  LeaseGrantCommand,
  PutRequest,
  RangeRequest,
  type RangeResponse,
} from "@keyval/api";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import { Refusal } from "./refusal.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const EVERYTHING = RangeRequest.create({ key: bytes("\0"), rangeEnd: bytes("\0") });

function put(world: MachineWorld, key: string, value: string, lease = 0): void {
  world.apply(CommandKind.put, PutRequest.encode({ key: bytes(key), value: bytes(value), lease }));
}

function remove(world: MachineWorld, key: string): void {
  world.apply(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytes(key) }));
}

function compact(world: MachineWorld): void {
  world.apply(CommandKind.compact, CompactionRequest.encode({ revision: world.machine.revision }));
}

function keysOf(world: MachineWorld): string[] {
  const answer = world.ask<RangeResponse | Refusal>((done) => world.machine.queries.range(EVERYTHING, done));
  assert.ok(!(answer instanceof Refusal));
  return answer.kvs.map(({ key }) => Buffer.from(key).toString());
}

for (const engine of ["memory", "bitcask"] as const) {
  void describe(`a restart on ${engine}`, () => {
    it("finds keys, leases, revisions and the bytes of the quota as they were", () => {
      const world = new MachineWorld({ engine, firstRevision: 2 ** 52 });
      world.apply(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 2n ** 62n, TTL: 5, time: 100 }));
      for (let i = 0; i < 100; i++) put(world, `key ${i % 20}`, "x".repeat(i));
      remove(world, "key 3");
      compact(world);
      put(world, "leased", "value", 0);
      world.settle();
      const { keyspace } = world.machine.tables;
      const before = [world.machine.hash, world.machine.revision, world.machine.compactRevision, keyspace.liveBytes];
      world.checkpoint();
      world.restart();
      assert.equal(world.machine.applied, world.log.length, "nothing is applied again");
      world.settle();
      const { keyspace: after, leases } = world.machine.tables;
      assert.deepEqual(
        [world.machine.hash, world.machine.revision, world.machine.compactRevision, after.liveBytes],
        before,
      );
      assert.ok(leases.has(2n ** 62n));
    });

    it("does not bring back a deleted key, whatever of its past is still on the disk", () => {
      const world = new MachineWorld({ engine });
      put(world, "ghost", "value");
      // What stays keeps the ghost's file from being merged; what changes makes the file of its tombstone worth it.
      for (let i = 0; i < 3; i++) put(world, `stays ${i}`, "x".repeat(60));
      world.checkpoint();
      remove(world, "ghost");
      for (let i = 0; i < 30; i++) put(world, "changes", `${i}`);
      compact(world);
      put(world, "changes", "last");
      compact(world);
      world.settle();
      for (let i = 0; i < 5; i++) {
        world.checkpoint();
        world.reclaim();
      }
      world.checkpoint();
      world.restart();
      world.settle();
      assert.deepEqual(keysOf(world), ["changes", "stays 0", "stays 1", "stays 2"]);
    });
  });
}
