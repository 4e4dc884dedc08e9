import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diskWith, Solo, votersOf } from "./testing/index.js";

const BUSY = 3_000;

function newSolo(): Solo {
  const solo = new Solo({ id: 1 }, diskWith({ configuration: votersOf(1, 2, 3) }));
  solo.now = 1_000;
  return solo;
}

/** It was at something else for long, and its timer comes before what was said meanwhile. */
function beBusy(solo: Solo): void {
  const since = solo.now;
  solo.now += BUSY;
  solo.step({ kind: "wasBusy", since });
  solo.pass(0);
}

describe("a replica whose host was busy", () => {
  it("goes on to lead, for an election timeout in which nobody answers", () => {
    const solo = newSolo();
    solo.lead(2);
    beBusy(solo);
    assert.equal(solo.status.role, "leader");
    solo.pass(100);
    assert.equal(solo.status.role, "leader");
    solo.pass(50);
    assert.equal(solo.status.role, "follower");
  });

  it("goes on to follow, until nobody is heard for as long as ever", () => {
    const solo = newSolo();
    solo.hear({ kind: "heartbeat", from: 2, term: 1, round: 1, lease: 0 });
    beBusy(solo);
    assert.deepEqual([solo.status.role, solo.status.leader], ["follower", 2]);
    const { electionTimeout } = solo.host.config;
    solo.pass(electionTimeout - 1);
    assert.equal(solo.status.role, "follower");
    solo.pass(electionTimeout);
    assert.equal(solo.status.role, "preCandidate");
  });

  it("stands by the leader that it heard last, and not for longer than an election timeout", () => {
    const isAnswered = (waited: number): boolean => {
      const solo = newSolo();
      solo.hear({ kind: "heartbeat", from: 2, term: 1, round: 1, lease: 0 });
      solo.sync();
      beBusy(solo);
      solo.now += waited;
      const said = { kind: "voteRequest", from: 3, term: 2, pre: true, transfer: false } as const;
      return solo.hear({ ...said, lastIndex: 9, lastTerm: 1 }).length > 0;
    };
    assert.deepEqual([isAnswered(0), isAnswered(149), isAnswered(150)], [false, false, true]);
  });
});
