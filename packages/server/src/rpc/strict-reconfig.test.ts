import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Id, MemberState } from "@keyval/api";
import { checkAdd, checkPromote, checkRemove, type Connections } from "./strict-reconfig.js";

/** Members by number: `1` is this one. */
function members(started: number, unstarted = 0, learners = 0): MemberState[] {
  const member = (ID: number, name: string, isLearner: boolean): MemberState => {
    return { ID, name, peerURLs: [`http://m${ID}:2380`], clientURLs: [], isLearner, incarnation: 0, level: 0 };
  };
  return Array.from({ length: started + unstarted + learners }, (_, i) => {
    const isLearner = i >= started + unstarted;
    return member(i + 1, i < started || isLearner ? `m${i + 1}` : "", isLearner);
  });
}

/** Connected to so many of the others for long enough; the rest is down. */
const up = (others: number): Connections => connected((id) => (Number(id) <= others + 1 ? 5_000 : undefined));
const connected = (connectedMs: (id: Id) => number | undefined): Connections => ({ own: 1, connectedMs });

void describe("strict-reconfig-check, as etcd has it", () => {
  it("always adds to a cluster of one", () => {
    assert.equal(checkAdd(members(1), false, up(0)), undefined);
    assert.equal(checkAdd(members(1), true, up(0)), undefined);
  });

  it("adds where a quorum of one more has been connected for five seconds", () => {
    const outcomes = [
      [3, 1],
      [4, 1],
      [5, 1],
      [5, 2],
    ].map(([all = 0, down = 0]) => checkAdd(members(all), false, up(all - 1 - down)));
    assert.deepEqual(outcomes, ["unhealthyCluster", undefined, undefined, "unhealthyCluster"]);
    assert.equal(
      checkAdd(
        members(2),
        true,
        connected(() => 4_999),
      ),
      "unhealthyCluster",
    );
    assert.equal(
      checkAdd(
        members(2),
        true,
        connected(() => 5_000),
      ),
      undefined,
    );
  });

  it("adds a voter only where enough have started, and a learner all the same", () => {
    assert.equal(checkAdd(members(1, 1), false, up(1)), "notEnoughStartedMembers");
    assert.equal(checkAdd(members(1, 1), true, up(1)), undefined);
    assert.equal(checkAdd(members(2, 1), false, up(2)), "notEnoughStartedMembers");
    assert.equal(checkAdd(members(3), false, up(2)), undefined);
    // A learner counts for nothing.
    assert.equal(checkAdd(members(1, 0, 1), false, up(0)), undefined);
  });

  it("does not remove the last one, nor one that the others would have needed", () => {
    assert.equal(checkRemove(members(1), 1, up(0)), "notEnoughStartedMembers");
    assert.equal(checkRemove(members(1, 1), 1, up(0)), "notEnoughStartedMembers");
    assert.equal(checkRemove(members(3), 1, up(1)), "unhealthyCluster");
    assert.equal(checkRemove(members(3), 2, up(1)), "unhealthyCluster");
    assert.equal(checkRemove(members(3), 2, up(2)), undefined);
    assert.equal(
      checkRemove(
        members(2),
        2,
        connected(() => 10),
      ),
      "unhealthyCluster",
    );
  });

  it("removes one that is down, and a learner in any case", () => {
    assert.equal(checkRemove(members(3), 3, up(1)), undefined);
    assert.equal(checkRemove(members(3, 0, 1), 4, up(0)), undefined);
    assert.equal(checkRemove(members(1, 1), 2, up(0)), undefined);
  });

  it("promotes where enough have started with the learner", () => {
    assert.equal(checkPromote(members(1, 0, 1)), undefined);
    assert.equal(checkPromote(members(1, 1, 1)), undefined);
    assert.equal(checkPromote(members(0, 2, 1)), "notEnoughStartedMembers");
  });
});
