import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CommandKind,
  DeleteRangeRequest,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
  PutRequest,
  type Id,
} from "@keyval/api";
import { keyOfText, textOfKey } from "../key-text.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import type { Applied } from "../state-machine.js";

/** What `MachineWorld` applies all of its commands under. */
const TERM = 3;

/** A machine, and the commands that concern leases. */
class LeaseWorld extends MachineWorld {
  grant(ID: Id, TTL = 10, time = 0): Applied {
    return this.apply(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL, time }));
  }

  revoke(ID: Id): Applied {
    return this.apply(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID }));
  }

  renew(IDs: readonly Id[], time: number): Applied {
    return this.apply(CommandKind.leaseRenew, LeaseRenewCommand.encode({ IDs, time }));
  }

  expire(IDs: readonly Id[], time: number, term = TERM): Applied {
    return this.apply(CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs, time, term }));
  }

  put(key: string, lease: Id = 0): Applied {
    return this.apply(CommandKind.put, PutRequest.encode({ key: keyOfText(key), lease }));
  }

  delete(key: string): Applied {
    return this.apply(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: keyOfText(key) }));
  }

  /** What the last command deleted. */
  get deleted(): string {
    const events = this.fed.get(this.machine.revision) ?? [];
    assert.ok(events.every(({ isDelete, mod }) => isDelete && mod === this.machine.revision));
    return events.map(({ key }) => textOfKey(key)).join(" ");
  }

  keysOf(lease: Id): string {
    return this.machine.tables.leases.keysOf(lease).map(textOfKey).join(" ");
  }
}

void describe("commands that concern leases", () => {
  it("do not take a revision, unless a key goes with a lease", () => {
    const world = new LeaseWorld();
    assert.deepEqual(world.grant(7), { result: { header: undefined, ID: 7, TTL: 10, error: "" }, changed: false });
    assert.deepEqual(world.renew([7, 8], 1_000), { result: { ttls: [10, 0] }, changed: false });
    assert.ok(!world.apply(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: 2_000 })).changed);
    assert.equal(world.machine.tables.leases.time, 2_000);
    assert.ok(!world.expire([7], 3_000).changed);
    assert.ok(!world.revoke(7).changed);
    assert.equal(world.machine.revision, 1);
  });

  it("are refused with etcd's errors where the lease is there, is not, or asks for too much", () => {
    const world = new LeaseWorld();
    world.grant(7);
    const errorOf = ({ result }: Applied): unknown => "error" in result && result.error;
    assert.equal(errorOf(world.grant(7)), "leaseExists");
    assert.equal(errorOf(world.grant(8, 9_000_000_001)), "leaseTtlTooLarge");
    assert.equal(errorOf(world.revoke(8)), "leaseNotFound");
    assert.equal(errorOf(world.put("a", 8)), "leaseNotFound");
  });

  it("delete the keys of a revoked lease in one revision, in the order of the keys", () => {
    const world = new LeaseWorld();
    const id = 2n ** 63n - 1n;
    world.grant(id);
    world.grant(2n ** 63n - 2n);
    for (const key of ["c", "a", "b"]) world.put(key, id);
    world.put("other", 2n ** 63n - 2n);
    assert.ok(world.revoke(id).changed);
    assert.equal(world.machine.revision, 6);
    assert.equal(world.deleted, "a b c");
  });

  it("delete the keys of all leases that an expiry ends in one revision", () => {
    const world = new LeaseWorld();
    for (const id of [1, 2, 3]) {
      world.grant(id);
      world.put(`key ${id}`, id);
    }
    world.renew([2], 5_000);
    assert.ok(world.expire([3, 2, 1], 10_000).changed);
    assert.equal(world.deleted, "key 3 key 1");
    assert.deepEqual(
      world.machine.tables.leases.list().map(({ id }) => id),
      [2],
    );
  });

  it("E#15247: change nothing where an expiry was decided in another term", () => {
    const world = new LeaseWorld();
    world.grant(1);
    world.put("a", 1);
    const { high, low } = world.machine.hash;
    for (const term of [TERM - 1, TERM + 1]) assert.ok(!world.expire([1], 1_000_000, term).changed);
    assert.deepEqual({ high, low }, { high: world.machine.hash.high, low: world.machine.hash.low });
  });

  it("spare a key that was put again with another lease or none, or that is gone", () => {
    const world = new LeaseWorld();
    world.grant(1);
    world.grant(2);
    for (const key of ["a", "b", "c", "d"]) world.put(key, 1);
    world.put("a", 2);
    world.put("b");
    world.delete("c");
    assert.equal(world.keysOf(1), "d");
    assert.equal(world.keysOf(2), "a");
    world.revoke(1);
    assert.equal(world.deleted, "d");
  });

  it("E#9935: leave no key behind whose lease ends after a restart", () => {
    for (const engine of ["memory", "bitcask"] as const) {
      const world = new LeaseWorld({ engine });
      world.grant(1, 10, 5_000);
      for (const key of ["a", "b", "c"]) world.put(key, 1);
      world.put("b");
      world.checkpoint();
      world.restart();
      assert.equal(world.machine.tables.leases.time, 5_000);
      assert.equal(world.keysOf(1), "a c");
      world.expire([1], 15_000);
      assert.equal(world.deleted, "a c");
    }
  });

  it("E#17132: keep a lease's time through every restart and change of leader", () => {
    const world = new LeaseWorld();
    world.grant(1, 100, 0);
    for (let leader = 1; leader <= 5; leader++) {
      world.apply(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: leader * 10_000 }));
      world.checkpoint();
      world.restart();
    }
    assert.equal(world.machine.tables.leases.timeToLive(1, 0), 50);
  });
});
