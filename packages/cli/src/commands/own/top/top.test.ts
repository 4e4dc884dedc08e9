import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Member, StatusResponse } from "@keyval/api";
import { HotPrefixes } from "./hot-prefixes.js";
import { ratesBetween, type Sample } from "./rates.js";

function sample(atMs: number, revision: number, raftIndex: number): Sample {
  const status = StatusResponse.create({ header: { memberId: 1, revision }, leader: 1, raftIndex });
  const member = Member.create({ ID: 1, name: "n1" });
  const members = [{ member, endpoint: "n1", status, roundTripMs: 1, why: undefined }];
  return { atMs, view: { clusterId: 1, members, alarms: [] } };
}

void describe("what goes on", () => {
  void it("is counted by the second", () => {
    const far = 2 ** 52;
    assert.deepEqual(ratesBetween(sample(1_000, far, far), sample(3_000, far + 100, far + 300)), {
      revisions: 50,
      entries: 150,
    });
  });

  void it("is nothing where the cluster was restored, or no time has passed", () => {
    const none = { revisions: 0, entries: 0 };
    assert.deepEqual(ratesBetween(sample(1_000, 50, 50), sample(2_000, 1, 1)), none);
    assert.deepEqual(ratesBetween(sample(1_000, 1, 1), sample(1_000, 5, 5)), none);
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
