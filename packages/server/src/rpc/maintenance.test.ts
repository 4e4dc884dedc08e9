import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmAction, AlarmRequest, AlarmType, CommandKind, type StatusResponse } from "@keyval/api";
import type { Group, KeyspaceStore } from "../node/index.js";
import { MaintenanceHandlers } from "./maintenance.js";
import { ServedWorld } from "./served-world.test-helper.js";

/** The service of a member that knows a leader, or none. */
function maintenance({ served }: ServedWorld, leader: string | undefined): MaintenanceHandlers {
  const group = { status: { committed: 9, term: 3 }, leader: 1, memberOf: () => leader };
  const store = { space: { liveBytes: 0, totalBytes: 0 }, applied: 8 };
  return new MaintenanceHandlers({
    served,
    group: group as unknown as Group,
    store: () => store as unknown as KeyspaceStore,
    clock: { now: () => 0, after: () => ({ cancel: () => undefined }) },
    timeoutMs: 1_000,
    version: "3.7.1",
    storageVersion: "3.7.0",
    takeBackup: () => assert.fail("nobody asks for a snapshot"),
    createDigest: () => assert.fail("nobody asks for a snapshot"),
  });
}

void describe("the status of a member", () => {
  it("has the alarms among its errors, and that nobody leads", () => {
    const world = new ServedWorld();
    const status = (leader: string | undefined): StatusResponse =>
      world.told((reply) => {
        maintenance(world, leader).status(reply);
      });
    assert.deepEqual(status("00000000000000bb").errors, []);
    const alarm = { action: AlarmAction.ACTIVATE, memberID: 2, alarm: AlarmType.NOSPACE };
    world.apply(CommandKind.alarm, AlarmRequest.encode(alarm));
    assert.deepEqual(status("00000000000000bb").errors, ["memberID:2 alarm:NOSPACE "]);
    const leaderless = status(undefined);
    assert.deepEqual(leaderless.errors, ["etcdserver: no leader", "memberID:2 alarm:NOSPACE "]);
    assert.equal(leaderless.leader, 0);
  });
});
