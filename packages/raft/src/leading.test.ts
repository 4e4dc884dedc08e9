import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diskWith, Group, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

describe("a leader that takes reads all the time", () => {
  it("still steps down if it hears from nobody (thesis §6.2)", () => {
    const group = new Group(configuration);
    group.elect(1);
    group.run(100);
    group.loses = ({ from }) => from !== 1;
    let id = 0;
    group.run(201, () => group.step(1, { kind: "read", id: ++id }));
    assert.equal(group.status(1).role, "follower");
    assert.ok(group.host(1).readsDropped.length > 0, "its reads are dropped");
  });

  it("still gives up a transfer to a replica that does not take over (thesis §3.10)", () => {
    const group = new Group(configuration);
    group.elect(1);
    group.run(100);
    group.down.add(3);
    group.step(1, { kind: "transfer", to: 3 });
    assert.equal(group.propose(1), "transferring");
    let id = 0;
    group.run(201, () => group.step(1, { kind: "read", id: ++id }));
    assert.equal(group.status(1).role, "leader");
    assert.equal(group.propose(1), undefined);
    assert.equal(group.host(1).readsReady.length, id, "all reads were answered meanwhile");
  });
});

describe("a leader without CheckQuorum", () => {
  it("goes on, heard or not", () => {
    const group = new Group(configuration, { checkQuorum: false });
    group.elect(1);
    group.loses = () => true;
    group.run(1_000);
    assert.equal(group.status(1).role, "leader");
  });
});

describe("a leader's clock", () => {
  it("may be looked at before it is time", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration }));
    solo.lead(2);
    solo.now += 1;
    solo.step({ kind: "tick" });
    assert.deepEqual(solo.host.takeSent(), []);
    assert.equal(solo.host.raft.deadline, 50);
  });
});

describe("answers that a leader does not wait for", () => {
  const strangers: readonly Said[] = [
    { kind: "heartbeatReply", from: 9, term: 1, round: 1, promise: 0, committed: 0 },
    { kind: "appendReply", from: 9, term: 1, accepted: true, index: 1, hintIndex: 0, hintTerm: 0 },
    { kind: "snapshotStatus", from: 9, term: 1, index: 1, status: "receiving" },
  ];
  for (const said of strangers) {
    it(`${said.kind} of a replica that does not belong to the group`, () => {
      const solo = new Solo({ id: 1 }, diskWith({ configuration }));
      solo.lead(2);
      const before = solo.host.raft.encode();
      assert.deepEqual(solo.hear(said), []);
      assert.deepEqual(solo.host.raft.encode(), before);
    });

    it(`${said.kind}, when it leads no longer`, () => {
      const solo = new Solo({ id: 2 }, diskWith({ configuration, hardState: { term: 1 } }));
      const before = solo.host.raft.encode();
      assert.deepEqual(solo.hear(said), []);
      assert.deepEqual(solo.host.raft.encode(), before);
    });
  }
});
