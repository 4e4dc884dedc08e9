import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import type { Message, ReadRequest } from "./message.js";
import { command, diskWith, Group, hostOf, MemoryDisk, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

function heartbeat(from = 1, term = 1): Said {
  return { kind: "heartbeat", from, term, round: 1, lease: 0 };
}

function follower(settings = {}): Solo {
  const disk = diskWith({ configuration, entries: [command(1, 1)], hardState: { commit: 1 } });
  const solo = new Solo({ id: 2, ...settings }, disk);
  solo.hear(heartbeat());
  return solo;
}

/** The leader of term 2, whose first entry is committed if `isCommitted`. */
function leader(settings = {}, isCommitted = true): Solo {
  const solo = new Solo({ id: 1, ...settings }, diskWith({ configuration, entries: [command(1, 1)] }));
  solo.lead(2);
  if (isCommitted)
    solo.hear({ kind: "appendReply", from: 2, term: 2, accepted: true, index: 2, hintIndex: 0, hintTerm: 0 });
  return solo;
}

function requestsIn(messages: readonly Message[]): ReadRequest[] {
  return messages.filter((message) => message.kind === "readRequest");
}

function ask(solo: Solo, id: number): ReadRequest | undefined {
  assert.equal(solo.step({ kind: "read", id }), undefined);
  return requestsIn(solo.host.takeSent())[0];
}

describe("a read on a follower", () => {
  it("is answered by its leader's answer to this attempt", () => {
    const solo = follower();
    const asked = ask(solo, 7);
    assert.ok(asked !== undefined);
    solo.hear({ kind: "readReply", from: 1, term: 1, attempt: asked.attempt, index: 5 });
    assert.deepEqual(solo.host.readsConfirmed, [{ id: 7, index: 5 }]);
  });

  it("is not answered by anybody else, nor by an answer to another attempt", () => {
    const solo = follower();
    const asked = ask(solo, 7);
    assert.ok(asked !== undefined);
    const { attempt } = asked;
    solo.hear({ kind: "readReply", from: 3, term: 1, attempt, index: 5 });
    solo.hear({ kind: "readReply", from: 1, term: 1, attempt: attempt - 1, index: 5 });
    solo.hear({ kind: "readReply", from: 1, term: 1, attempt: attempt + 1, index: 5 });
    solo.hear({ kind: "readReply", from: 1, term: 0, attempt, index: 5 });
    assert.deepEqual(solo.host.readsConfirmed, []);
  });

  it("is asked for again, under a fresh number, as often as it takes", () => {
    const solo = follower({ priority: 0 });
    const attempts = new Set([ask(solo, 7)?.attempt]);
    const sizes: number[] = [];
    for (let retry = 0; retry < 50; retry++) {
      solo.hear(heartbeat());
      for (const { attempt } of requestsIn(solo.pass(150))) attempts.add(attempt);
      sizes.push(solo.host.raft.encode().length);
    }
    assert.equal(attempts.size, 51);
    assert.equal(sizes.at(-1), sizes[0], "nothing is kept of attempts that were in vain");
  });

  it("is dropped with its leader", () => {
    const solo = follower();
    ask(solo, 7);
    solo.hear(heartbeat(3, 2));
    assert.deepEqual(solo.host.readsDropped, [7]);
  });

  it("is dropped if its leader tells of a later term", () => {
    const solo = follower();
    ask(solo, 7);
    solo.hear({ kind: "appendReply", from: 1, term: 5, accepted: false, index: 0, hintIndex: 0, hintTerm: 0 });
    assert.deepEqual(solo.host.readsDropped, [7]);
  });

  it("is refused without a leader, and where too many wait", () => {
    const solo = follower({ pendingReadsMax: 2 });
    ask(solo, 7);
    ask(solo, 8);
    assert.equal(solo.step({ kind: "read", id: 9 }), "tooManyReads");
    const alone = new Solo({ id: 2 }, diskWith({ configuration }));
    assert.equal(alone.step({ kind: "read", id: 7 }), "noLeader");
  });

  it("has an id of at least 1", () => {
    assert.throws(() => follower().step({ kind: "read", id: 0 }), AssertionError);
  });

  it("on a learner of a dead leader is given up after an election timeout", () => {
    const group = new Group(votersOf(1));
    group.elect(1);
    group.step(1, { kind: "reconfigure", changes: [{ kind: "addLearner", host: hostOf(4) }] });
    group.start(4, new MemoryDisk());
    group.run(100);
    group.down.add(1);
    assert.equal(group.step(4, { kind: "read", id: 7 }), undefined);
    group.run(301);
    assert.deepEqual(group.host(4).readsDropped, [7]);
    assert.equal(group.status(4).leader, 0);
  });
});

describe("a follower's question", () => {
  const question: Said = { kind: "readRequest", from: 2, term: 2, attempt: 77 };

  it("is answered once a quorum has confirmed its leader", () => {
    const solo = leader();
    const [heartbeatTo2] = solo.hear(question);
    assert.ok(heartbeatTo2?.kind === "heartbeat");
    const { round } = heartbeatTo2;
    assert.deepEqual(
      solo.hear({ kind: "heartbeatReply", from: 2, term: 2, round: round - 1, promise: 0, committed: 2 }),
      [],
    );
    const [answer] = solo.hear({ kind: "heartbeatReply", from: 2, term: 2, round, promise: 0, committed: 2 });
    assert.deepEqual(answer, { kind: "readReply", from: 1, to: 2, term: 2, attempt: 77, index: 2 });
  });

  it("is not answered where too many wait, nor by a replica that does not lead", () => {
    const solo = leader({ pendingReadsMax: 1 }, false);
    solo.hear(question);
    solo.hear({ ...question, attempt: 78 });
    assert.equal(solo.step({ kind: "read", id: 1 }), "tooManyReads");
    assert.deepEqual(follower().hear({ ...question, term: 1 }), []);
  });

  it("of an earlier term is answered with the later one, so that nobody waits for ever", () => {
    const solo = leader();
    assert.deepEqual(solo.hear({ ...question, term: 1 }), [
      { kind: "appendReply", from: 1, to: 2, term: 2, accepted: false, index: 0, hintIndex: 0, hintTerm: 0 },
    ]);
  });
});

describe("reads on a leader", () => {
  it("wait, all of them, until it has committed something in its own term, and share one round then", () => {
    const solo = leader({}, false);
    for (const id of [1, 2, 3]) solo.step({ kind: "read", id });
    assert.deepEqual(solo.host.takeSent(), []);
    const sent = solo.hear({
      kind: "appendReply",
      from: 2,
      term: 2,
      accepted: true,
      index: 2,
      hintIndex: 0,
      hintTerm: 0,
    });
    const rounds = sent.filter((message) => message.kind === "heartbeat");
    assert.equal(rounds.length, 2, "one to each of the others");
    solo.hear({ kind: "heartbeatReply", from: 3, term: 2, round: rounds[0]?.round ?? 0, promise: 0, committed: 0 });
    assert.deepEqual(
      solo.host.readsConfirmed.map(({ id, index }) => [id, index]),
      [
        [1, 2],
        [2, 2],
        [3, 2],
      ],
    );
  });

  it("are dropped when it steps down, confirmed half or not at all; the questions of others are not its own", () => {
    const solo = leader();
    solo.step({ kind: "read", id: 1 });
    solo.hear({ kind: "readRequest", from: 2, term: 2, attempt: 77 });
    solo.hear(heartbeat(3, 3));
    assert.deepEqual(solo.host.readsDropped, [1]);
    const waiting = leader({}, false);
    waiting.step({ kind: "read", id: 2 });
    waiting.hear(heartbeat(3, 3));
    assert.deepEqual(waiting.host.readsDropped, [2]);
  });

  it("of an only voter are answered at once", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration: votersOf(1) }));
    solo.lead();
    solo.host.applyCommitted(solo.now);
    solo.step({ kind: "read", id: 1 });
    assert.deepEqual(solo.host.readsReady, [{ id: 1, index: 1 }]);
  });
});
