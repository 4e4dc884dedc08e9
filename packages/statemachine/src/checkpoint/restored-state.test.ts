import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmType, SmallState, type Init } from "@keyval/api";
import { restoredState, type RestoredRevisions } from "./restored-state.js";

const OLD: Init<SmallState> = {
  revision: 2 ** 32,
  compactRevision: 17,
  leaseTime: 2 ** 40,
  leases: [{ ID: 7, TTL: 60, deadline: 2 ** 41 }],
  clusterVersion: "3.7.0",
  members: [{ ID: 1, name: "old", peerURLs: ["http://old:2380"] }],
  removedMembers: [2n ** 64n - 1n],
  alarms: [{ memberID: 1, alarm: AlarmType.NOSPACE }],
  downgrade: { targetVersion: "3.6.0", enabled: true },
};

function restored(revisions: RestoredRevisions): SmallState {
  return SmallState.decode(restoredState(SmallState.encode(OLD), revisions));
}

void describe("the state of a new cluster", () => {
  void it("has nothing of the members of the old one, and all the rest", () => {
    const { revision, compactRevision, leaseTime, leases, clusterVersion } = OLD;
    assert.deepEqual(
      restored({ bump: 0, marksCompacted: false }),
      SmallState.create({ revision, compactRevision, leaseTime, leases, clusterVersion }),
    );
  });

  void it("begins behind all revisions that the old one can have had", () => {
    const { revision, compactRevision } = restored({ bump: 2 ** 52, marksCompacted: true });
    assert.deepEqual([revision, compactRevision], [2 ** 52 + 2 ** 32, 2 ** 52 + 2 ** 32]);
    assert.equal(restored({ bump: 5, marksCompacted: false }).compactRevision, 17);
  });

  void it("has a revision that can be counted on from", () => {
    const most = 2 ** 53 - 2 ** 40 - restored({ bump: 0, marksCompacted: true }).revision;
    assert.equal(restored({ bump: most, marksCompacted: true }).revision, 2 ** 53 - 2 ** 40);
    for (const bump of [most + 1, 2 ** 53 - 1]) {
      assert.throws(() => restored({ bump, marksCompacted: true }), RangeError);
    }
  });
});
