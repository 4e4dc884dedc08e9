import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Member, StatusResponse } from "@keyval/api";
import type { MemberMetrics } from "../status/member-metrics.js";
import { HotPrefixes } from "./hot-prefixes.js";
import { ratesBetween, type Sample, watchersOf } from "./rates.js";

function sample(atMs: number, revision: number, raftIndex: number, metrics?: MemberMetrics): Sample {
  const status = StatusResponse.create({ header: { memberId: 1, revision }, leader: 1, raftIndex });
  const member = Member.create({ ID: 1, name: "n1" });
  const members = [{ member, endpoint: "n1", status, metrics, roundTripMs: 1, why: undefined, isWaiting: false }];
  return { atMs, view: { clusterId: 1, members, alarms: [] } };
}

void describe("what goes on", () => {
  void it("is counted by the second", () => {
    const far = 2 ** 52;
    assert.deepEqual(ratesBetween(sample(1_000, far, far), sample(3_000, far + 100, far + 300)), {
      revisions: 50,
      entries: 150,
      syncs: [],
    });
  });

  void it("is nothing where the cluster was restored, or no time has passed", () => {
    const none = { revisions: 0, entries: 0, syncs: [] };
    assert.deepEqual(ratesBetween(sample(1_000, 50, 50), sample(2_000, 1, 1)), none);
    assert.deepEqual(ratesBetween(sample(1_000, 1, 1), sample(1_000, 5, 5)), none);
  });

  void it("is how long syncs took in between, and how many watchers there are, where metrics tell it", () => {
    const synced = (count: number, seconds: number): MemberMetrics => ({
      memoryBytes: 1,
      watchers: 5,
      liveBytes: undefined,
      syncs: { count, seconds },
      calls: new Map(),
      build: undefined,
      isQuarantined: false,
    });
    const [before, after] = [sample(1_000, 1, 1, synced(10, 1)), sample(2_000, 1, 1, synced(14, 1.5))];
    assert.deepEqual(ratesBetween(before, after).syncs, [{ member: "n1", ms: 125 }]);
    assert.deepEqual(ratesBetween(after, before).syncs, []);
    assert.deepEqual(ratesBetween(sample(1_000, 1, 1), after).syncs, []);
    assert.equal(watchersOf(after.view), 5);
    assert.equal(watchersOf(sample(1_000, 1, 1).view), undefined);
  });

  void it("is told by the beginnings of the keys that change most", () => {
    const hot = new HotPrefixes();
    for (const key of ["/registry/pods/a", "/registry/pods/b", "/registry/nodes/c", "plain", "app/x", "app/y", "app/y"])
      hot.add(key);
    assert.deepEqual(hot.take(2), [
      { prefix: "app/", changes: 3 },
      { prefix: "/registry/pods/", changes: 2 },
    ]);
    assert.deepEqual(hot.take(2), []);
  });
});
