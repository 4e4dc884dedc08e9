import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "./message.js";
import { configurationEntry, diskWith, Group, Solo, votersOf, type Said } from "./testing/index.js";

const LEASE = 100;
const configuration = { ...votersOf(1, 2, 3), lease: LEASE };

function roundIn(messages: readonly Message[], to: number): number {
  const heartbeat = messages.findLast((message) => message.kind === "heartbeat" && message.to === to);
  assert.ok(heartbeat?.kind === "heartbeat");
  return heartbeat.round;
}

function promiseOf(from: number, round: number, promise: number): Said {
  return { kind: "heartbeatReply", from, term: 1, round, promise, committed: 1 };
}

/** Whether a read at this moment is answered at once. */
function isLeaseHeld(solo: Solo): boolean {
  solo.host.readsReady = [];
  solo.step({ kind: "read", id: 1 });
  return solo.host.readsReady.length > 0;
}

/** The leader of 1, 2 and 3, whose first entry is committed; it sent a heartbeat at `now`, and 2 promised to keep to it. */
function leaderWithLease(promise = LEASE, settings = {}): Solo {
  const solo = new Solo({ id: 1, clockDriftPpm: 0, ...settings }, diskWith({ configuration }));
  solo.now = 1_000;
  solo.lead(2);
  solo.hear({ kind: "appendReply", from: 2, term: 1, accepted: true, index: 1, hintIndex: 0, hintTerm: 0 });
  solo.host.applyCommitted(solo.now);
  solo.host.takeSent();
  const round = roundIn(solo.pass(50), 2);
  solo.hear(promiseOf(2, round, promise));
  return solo;
}

describe("a leader's lease", () => {
  it("ends a millisecond before the promise does, for clocks show whole ones only", () => {
    const solo = leaderWithLease();
    solo.now += LEASE - 2;
    assert.ok(isLeaseHeld(solo));
    solo.now += 1;
    assert.ok(!isLeaseHeld(solo));
  });

  it("ends earlier where clocks may drift", () => {
    const solo = leaderWithLease(LEASE, { clockDriftPpm: 250_000 });
    solo.now += 78;
    assert.ok(isLeaseHeld(solo));
    solo.now += 1;
    assert.ok(!isLeaseHeld(solo), "99 ms of a clock that is fast by a quarter are 79");
  });

  it("is as long as the promise where that is shorter", () => {
    const solo = leaderWithLease(30);
    solo.now += 28;
    assert.ok(isLeaseHeld(solo));
    solo.now += 1;
    assert.ok(!isLeaseHeld(solo));
  });

  it("is no longer than the configuration in force says, whatever was promised", () => {
    const solo = leaderWithLease();
    solo.step({ kind: "reconfigure", changes: [{ kind: "setLease", lease: 20 }] });
    solo.now += 18;
    assert.ok(isLeaseHeld(solo));
    solo.now += 1;
    assert.ok(!isLeaseHeld(solo));
  });

  it("does not begin with an answer to an earlier heartbeat that comes late", () => {
    const solo = leaderWithLease();
    const earlier = roundIn(solo.pass(50), 2);
    const latest = roundIn(solo.pass(50), 2);
    solo.hear(promiseOf(2, latest, LEASE), promiseOf(2, earlier, LEASE));
    solo.now += LEASE - 2;
    assert.ok(isLeaseHeld(solo));
  });

  it("is not relied on without CheckQuorum, for nobody would keep the promise", () => {
    assert.ok(!isLeaseHeld(leaderWithLease(LEASE, { checkQuorum: false })));
  });

  it("needs promises given after the clock jumped", () => {
    const solo = leaderWithLease();
    const before = roundIn(solo.pass(50), 2);
    solo.step({ kind: "clockJumped" });
    assert.ok(!isLeaseHeld(solo));
    solo.hear(promiseOf(2, before, LEASE));
    assert.ok(!isLeaseHeld(solo), "the heartbeat was sent before");
    const after = roundIn(solo.pass(50), 2);
    solo.hear(promiseOf(2, after, LEASE));
    assert.ok(isLeaseHeld(solo));
  });

  it("means nothing to a follower whose clock jumped", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    assert.equal(solo.step({ kind: "clockJumped" }), undefined);
  });

  it("is not prolonged by an answer to a heartbeat that nobody remembers", () => {
    const solo = leaderWithLease();
    solo.now += 2 * LEASE;
    solo.hear(promiseOf(2, 0, LEASE));
    assert.ok(!isLeaseHeld(solo));
  });
});

describe("reads answered by lease", () => {
  for (const [oneWay, readsPerMillisecond] of [
    [1, 1],
    [5, 8],
    [20, 4],
  ] as const) {
    it(`get going under load: ${readsPerMillisecond} per ms, messages on their way for ${oneWay} ms`, () => {
      const group = new Group(configuration);
      group.run(LEASE);
      group.elect(1);
      group.delay = oneWay;
      const host = group.host(1);
      let id = 0;
      let byLease = 0;
      const read = (): void => {
        for (let count = 0; count < readsPerMillisecond; count++) {
          host.readsReady = [];
          group.step(1, { kind: "read", id: ++id });
          if (host.readsReady.some((ready) => ready.id === id)) byLease += 1;
        }
      };
      group.run(150, read);
      byLease = 0;
      group.run(200, read);
      // Each heartbeat prolongs the lease for longer than the time to the next one and the way there and back.
      assert.equal(byLease, 200 * readsPerMillisecond);
    });
  }
});

describe("a follower's promise", () => {
  function heartbeat(lease: number, round = 1): Said {
    return { kind: "heartbeat", from: 1, term: 1, round, lease };
  }

  function promised(solo: Solo, lease: number): number | undefined {
    return solo.hear(heartbeat(lease)).find((message) => message.kind === "heartbeatReply")?.promise;
  }

  function follower(inLog: number, asked: number): number | undefined {
    const disk = diskWith({ configuration: { ...configuration, lease: inLog }, hardState: { term: 1, vote: 1 } });
    return promised(new Solo({ id: 2 }, disk, { now: 1_000 }), asked);
  }

  it("is what its leader asks for, and no more than its own log says", () => {
    assert.equal(follower(100, 100), 100);
    assert.equal(follower(100, 60), 60);
    assert.equal(follower(60, 100), 60);
    assert.equal(follower(0, 100), 0);
    assert.equal(follower(100, 0), 0);
  });

  it("is given only once its term is durable", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }), { now: 1_000 });
    solo.hear(heartbeat(LEASE));
    const [answer] = solo.sync();
    assert.ok(answer?.kind === "heartbeatReply" && answer.promise === 0);
    assert.equal(promised(solo, LEASE), LEASE);
  });

  it("is no more than its durable log says, nor than what a later entry says", () => {
    const disk = diskWith({ configuration: votersOf(1, 2, 3), hardState: { term: 1, vote: 1 } });
    const solo = new Solo({ id: 2 }, disk, { now: 1_000 });
    const append = (index: number, lease: number): Said => ({
      kind: "append",
      from: 1,
      term: 1,
      prevIndex: index - 1,
      prevTerm: index === 1 ? 0 : 1,
      entries: [configurationEntry(index, 1, { ...configuration, lease })],
      commit: 0,
    });
    solo.hear(append(1, LEASE));
    assert.equal(promised(solo, LEASE), 0, "it is not durable");
    solo.sync();
    assert.equal(promised(solo, LEASE), LEASE);
    solo.hear(append(2, 40));
    assert.equal(promised(solo, LEASE), 40);
  });

  it("is kept, whatever breaks", () => {
    const disk = diskWith({ configuration, hardState: { term: 1, vote: 1 } });
    const solo = new Solo({ id: 2 }, disk, { now: 1_000 });
    assert.equal(promised(solo, LEASE), LEASE);
    solo.step({ kind: "peerLost", replica: 1 });
    solo.now += LEASE - 1;
    assert.equal(solo.step({ kind: "campaign" }), "cannotCampaign");
    solo.now += 1;
    assert.equal(solo.step({ kind: "campaign" }), undefined);
  });
});
