import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Happening, MemoryHost, Said } from "./testing/index.js";
import { command, diskWith, Group, hostOf, MemoryDisk, Solo, votersOf } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

/** A follower of 1 that has everything and sleeps. */
function sleeper(settings = {}): Solo {
  const disk = diskWith({ configuration, entries: [command(1, 1)], hardState: { commit: 1 } });
  const solo = new Solo({ id: 2, ...settings }, disk);
  solo.hear({ kind: "sleep", from: 1, term: 1, index: 1 });
  assert.ok(solo.status.asleep);
  assert.equal(solo.host.raft.deadline, Infinity);
  return solo;
}

/** A leader whose group sleeps; its term is 2, its last entry 2. */
function sleepingLeader(): Solo {
  const solo = new Solo({ id: 1, quiesceAfter: 100 }, diskWith({ configuration, entries: [command(1, 1)] }));
  solo.lead(2);
  const ack = (from: number): Said => ({
    kind: "appendReply",
    from,
    term: 2,
    accepted: true,
    index: 2,
    hintIndex: 0,
    hintTerm: 0,
  });
  solo.hear(ack(2), ack(3));
  solo.host.applyCommitted(solo.now);
  while (!solo.status.asleep && solo.now < 1_000) {
    solo.pass(50);
    for (const from of [2, 3]) solo.hear({ kind: "heartbeatReply", from, term: 2, round: 9, promise: 0, committed: 2 });
  }
  assert.ok(solo.status.asleep);
  return solo;
}

describe("a follower falls asleep only if it can miss nothing: not", () => {
  const disk = (commit = 1): MemoryDisk =>
    diskWith({ configuration, entries: [command(1, 1)], hardState: { term: 1, vote: 1, commit } });
  const sleep: Said = { kind: "sleep", from: 1, term: 1, index: 1 };
  const append: Said = {
    kind: "append",
    from: 1,
    term: 1,
    prevIndex: 1,
    prevTerm: 1,
    entries: [command(2, 1)],
    commit: 2,
  };

  it("if it lacks entries", () => {
    const solo = new Solo({ id: 2 }, disk());
    solo.hear({ ...sleep, index: 2 });
    assert.ok(!solo.status.asleep);
  });

  it("if it does not know that they are committed", () => {
    const solo = new Solo({ id: 2 }, disk(0));
    solo.hear(sleep);
    assert.ok(!solo.status.asleep);
  });

  it("if they are not durable", () => {
    const solo = new Solo({ id: 2 }, disk());
    solo.hear(append, { ...sleep, index: 2 });
    assert.ok(!solo.status.asleep);
    solo.sync();
    solo.hear({ ...sleep, index: 2 });
    assert.ok(solo.status.asleep);
  });

  it("if leases are on", () => {
    const leased = diskWith({ configuration: { ...configuration, lease: 100 }, entries: [command(1, 1)] });
    leased.hardState = { term: 1, vote: 1, commit: 1 };
    const solo = new Solo({ id: 2 }, leased);
    solo.hear(sleep);
    assert.ok(!solo.status.asleep);
  });

  it("while a read waits for its leader's answer, lest nobody asks again", () => {
    const solo = new Solo({ id: 2 }, disk());
    solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 1, lease: 0 });
    assert.equal(solo.step({ kind: "read", id: 7 }), undefined);
    const [asked] = solo.host.takeSent();
    assert.equal(asked?.kind, "readRequest");
    solo.hear(sleep);
    assert.ok(!solo.status.asleep);
    solo.now = 149;
    solo.hear(sleep);
    assert.deepEqual(
      solo.pass(1).map(({ kind }) => kind),
      ["readRequest"],
      "the first one was lost",
    );
  });
});

describe("a sleeping follower", () => {
  it("lets time pass", () => {
    const solo = sleeper();
    assert.deepEqual(solo.pass(1_000_000), []);
    solo.step({ kind: "tick" });
    assert.ok(solo.status.asleep);
  });

  const wakes: readonly (readonly [string, Happening])[] = [
    ["a request", { kind: "read", id: 1 }],
    ["the host's wish for an election", { kind: "campaign" }],
    ["the loss of its leader's process", { kind: "peerLost", replica: 1 }],
  ];
  for (const [what, happening] of wakes) {
    it(`is woken by ${what}`, () => {
      const solo = sleeper();
      solo.step(happening);
      assert.ok(!solo.status.asleep);
      assert.ok(solo.host.raft.deadline < Infinity);
    });
  }

  it("is woken by its leader", () => {
    const solo = sleeper();
    solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 1, lease: 0 });
    assert.ok(!solo.status.asleep);
  });

  it("is woken by the leader of a later term", () => {
    const solo = sleeper();
    solo.hear({ kind: "heartbeat", from: 3, term: 2, round: 1, lease: 0 });
    assert.deepEqual([solo.status.asleep, solo.status.leader], [false, 3]);
  });

  it("is not woken by the loss of somebody else's process, nor by its return, nor by its own disk", () => {
    const solo = sleeper();
    solo.step({ kind: "peerLost", replica: 3 });
    solo.step({ kind: "peerConnected", replica: 3 });
    solo.sync();
    assert.ok(solo.status.asleep);
  });

  const strays: readonly Said[] = [
    { kind: "heartbeat", from: 1, term: 0, round: 1, lease: 0 },
    { kind: "readRequest", from: 3, term: 0, attempt: 1 },
    { kind: "readRequest", from: 3, term: 1, attempt: 1 },
    { kind: "appendReply", from: 3, term: 1, accepted: true, index: 1, hintIndex: 0, hintTerm: 0 },
    { kind: "voteRequest", from: 3, term: 2, pre: true, transfer: false, lastIndex: 1, lastTerm: 1 },
    { kind: "voteRequest", from: 9, term: 8, pre: false, transfer: false, lastIndex: 1, lastTerm: 1 },
  ];
  for (const said of strays) {
    it(`is not woken by a stray ${said.kind} of ${said.from} in term ${said.term}, for awake alone it would stand`, () => {
      const solo = sleeper();
      solo.hear(said);
      assert.deepEqual([solo.status.asleep, solo.status.leader], [true, 1]);
    });
  }

  it("is awake once it has no leader to trust", () => {
    const request = { kind: "voteRequest", from: 3, pre: false, lastIndex: 1, lastTerm: 1 } as const;
    for (const [settings, transfer] of [
      [{ checkQuorum: false }, false],
      [{}, true],
    ] as const) {
      const solo = sleeper(settings);
      solo.hear({ ...request, term: 2, transfer });
      assert.deepEqual([solo.status.term, solo.status.leader, solo.status.asleep], [2, 0, false]);
      assert.ok(solo.host.raft.deadline > solo.now && solo.host.raft.deadline < Infinity);
    }
  });
});

describe("a sleeping leader", () => {
  const wakes: readonly Happening[] = [
    { kind: "propose", payloads: [new Uint8Array(1)] },
    { kind: "read", id: 1 },
    { kind: "reconfigure", changes: [{ kind: "setLease", lease: 1 }] },
    { kind: "transfer", to: 2 },
    { kind: "peerConnected", replica: 3 },
  ];
  for (const happening of wakes) {
    it(`is woken by ${happening.kind}`, () => {
      const solo = sleepingLeader();
      solo.step(happening);
      assert.ok(!solo.status.asleep);
      assert.ok(solo.pass(0).some(({ kind }) => kind === "heartbeat"));
    });
  }

  it("is not woken by the return of a process that has none of its replicas", () => {
    const solo = sleepingLeader();
    solo.step({ kind: "peerConnected", replica: 9 });
    assert.ok(solo.status.asleep);
  });

  const echoes: readonly Said[] = [
    { kind: "heartbeatReply", from: 2, term: 2, round: 1, promise: 0, committed: 2 },
    { kind: "appendReply", from: 2, term: 2, accepted: true, index: 2, hintIndex: 0, hintTerm: 0 },
    { kind: "readRequest", from: 2, term: 1, attempt: 1 },
    { kind: "voteRequest", from: 9, term: 3, pre: true, transfer: false, lastIndex: 9, lastTerm: 9 },
  ];
  for (const said of echoes) {
    it(`sleeps on through a ${said.kind} that brings no news`, () => {
      const solo = sleepingLeader();
      solo.hear(said);
      assert.ok(solo.status.asleep);
    });
  }

  const news: readonly Said[] = [
    { kind: "heartbeatReply", from: 2, term: 2, round: 1, promise: 0, committed: 1 },
    { kind: "appendReply", from: 2, term: 2, accepted: true, index: 1, hintIndex: 0, hintTerm: 0 },
    { kind: "appendReply", from: 2, term: 2, accepted: false, index: 2, hintIndex: 1, hintTerm: 1 },
    { kind: "voteRequest", from: 3, term: 3, pre: true, transfer: false, lastIndex: 2, lastTerm: 2 },
    { kind: "readRequest", from: 2, term: 2, attempt: 1 },
  ];
  for (const said of news) {
    it(`is woken by a ${said.kind} that does`, () => {
      const solo = sleepingLeader();
      solo.hear(said);
      assert.ok(!solo.status.asleep);
    });
  }
});

describe("a group that is left alone", () => {
  const settings = { quiesceAfter: 400, electionTimeout: 300 };

  function areAsleep(group: Group, ...ids: readonly number[]): boolean {
    return ids.every((id) => group.status(id).asleep);
  }

  for (const oneWay of [1, 10, 35, 120]) {
    it(`falls asleep and stays so, with ${oneWay} ms from one to the other`, () => {
      const group = new Group(configuration, settings);
      group.elect(1);
      group.delay = oneWay;
      group.run(1_500);
      assert.ok(areAsleep(group, 1, 2, 3));
      group.run(5_000, () => {
        assert.ok(areAsleep(group, 1, 2, 3));
      });
    });
  }

  it("wakes up for a learner that was restarted, knows of nobody, and lacks the commit index", () => {
    const group = new Group(configuration, settings);
    group.elect(1);
    group.step(1, { kind: "reconfigure", changes: [{ kind: "addLearner", host: hostOf(4) }] });
    group.start(4, new MemoryDisk());
    group.propose(1, 5);
    group.run(1_500);
    assert.ok(areAsleep(group, 1, 2, 3, 4));

    const disk = group.host(4).crash();
    disk.hardState = { ...disk.hardState, commit: 0 };
    group.start(4, disk);
    group.run(5_000);
    assert.ok(group.status(4).committed < group.status(1).committed, "nobody speaks");
    group.step(1, { kind: "peerConnected", replica: 4 });
    group.run(1_500);
    assert.equal(group.status(4).committed, group.status(1).committed);
    assert.ok(areAsleep(group, 1, 2, 3, 4));
  });

  const holdsAwake: readonly (readonly [string, (group: Group, leader: MemoryHost) => void])[] = [
    ["a lease", (group) => group.step(1, { kind: "reconfigure", changes: [{ kind: "setLease", lease: 100 }] })],
    ["a follower that is away", (group) => group.down.add(3)],
    ["a follower whose disk is busy", (group) => group.diskHeld.add(3)],
    ["a state machine that has not applied everything", (_, leader) => (leader.applyCommitted = () => undefined)],
  ];
  for (const [what, hold] of holdsAwake) {
    it(`is held awake by ${what}`, () => {
      const group = new Group(configuration, settings);
      group.elect(1);
      hold(group, group.host(1));
      group.propose(1);
      group.run(2_000);
      assert.ok(!group.status(1).asleep);
    });
  }

  it("is held awake by a read that waits", () => {
    const group = new Group(configuration, { quiesceAfter: 100, checkQuorum: false });
    group.elect(1);
    group.run(60);
    group.loses = ({ kind }) => kind === "heartbeatReply";
    group.step(1, { kind: "read", id: 7 });
    group.run(1_000);
    assert.ok(!group.status(1).asleep);
    group.loses = () => false;
    group.run(1_000);
    assert.ok(areAsleep(group, 1, 2, 3));
    assert.equal(group.host(1).readsReady.length, 1);
  });

  it("is held awake by a transfer of leadership, until that is given up", () => {
    const group = new Group(configuration, { ...settings, quiesceAfter: 100 });
    group.elect(1);
    group.run(60);
    group.loses = ({ kind }) => kind === "timeoutNow";
    group.step(1, { kind: "transfer", to: 2 });
    group.run(299);
    assert.ok(!group.status(1).asleep);
    group.run(200);
    assert.ok(areAsleep(group, 1, 2, 3));
  });
});
