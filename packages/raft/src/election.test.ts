import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message, VoteReply, VoteRequest } from "./message.js";
import { command, configurationOf, diskWith, Group, Solo, votersOf } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

function request(from: number, term: number, pre = false): Omit<VoteRequest, "to"> {
  return { kind: "voteRequest", from, term, pre, transfer: false, lastIndex: 0, lastTerm: 0 };
}

function reply(from: number, term: number, granted: boolean, pre = false): Omit<VoteReply, "to"> {
  return { kind: "voteReply", from, term, pre, granted };
}

function kindsOf(messages: readonly Message[]): string[] {
  return messages.map(({ kind, to }) => `${kind} to ${to}`);
}

describe("requests for votes", () => {
  it("leave once the candidate's term, vote and log are durable", () => {
    const solo = new Solo({ id: 3, preVote: false }, diskWith({ configuration, entries: [command(1, 1)] }));
    const entries = [command(2, 1), command(3, 1)];
    solo.hear({ kind: "append", from: 1, term: 1, prevIndex: 1, prevTerm: 1, entries, commit: 1 });
    solo.now = 300;
    solo.step({ kind: "campaign" });
    assert.deepEqual(solo.host.takeSent(), []);
    assert.deepEqual(solo.sync(1), [], "the entries are durable, the term is not");
    const requests = { kind: "voteRequest", from: 3, term: 2, pre: false, transfer: false, lastIndex: 3, lastTerm: 1 };
    assert.deepEqual(solo.sync(), [
      { ...requests, to: 1 },
      { ...requests, to: 2 },
    ]);
  });

  it("of a PreVote leave at once, for they bind nobody", () => {
    const solo = new Solo({ id: 3 }, diskWith({ configuration }));
    solo.step({ kind: "campaign" });
    assert.deepEqual(kindsOf(solo.host.takeSent()), ["voteRequest to 1", "voteRequest to 2"]);
  });

  for (const preVote of [true, false]) {
    it(`of a life that lost its log elect nobody in the next one, ${preVote ? "with" : "without"} PreVote`, () => {
      const group = new Group(configuration, { preVote });
      group.elect(1);
      group.diskHeld.add(3);
      group.propose(1, 2);
      group.settle();
      assert.deepEqual([group.status(1).committed, group.status(3).lastIndex, group.status(3).persisted], [3, 3, 1]);

      // 1 dies, 3 stands, and what 2 answers is kept.
      group.down.add(1);
      group.forgetMessages();
      group.now += 1_000;
      const answers: Message[] = [];
      group.loses = (message) => {
        if (message.kind === "voteReply" && message.to === 3) answers.push(message);
        return false;
      };
      group.step(3, { kind: "campaign" });
      group.settle();

      // 3 crashes, stands again with less in its log, and gets the old answers only.
      group.restart(3);
      group.diskHeld.delete(3);
      group.loses = (message) => message.to === 3;
      group.step(3, { kind: "campaign" });
      for (let round = 0; round < 2; round++) {
        for (const message of answers) group.step(3, { kind: "receive", message });
        group.settle();
      }
      assert.notEqual(group.status(3).role, "leader");
    });
  }
});

describe("votes", () => {
  it("are told even if an older request of the same candidate arrives while they are written", () => {
    for (const late of [request(1, 4, true), request(1, 4)]) {
      const solo = new Solo({ id: 2 }, diskWith({ configuration }));
      assert.deepEqual(solo.hear(request(1, 5)), [], "not before it is durable");
      solo.hear(late);
      const answers = solo.sync();
      assert.deepEqual(answers[0], { ...reply(2, 5, true), to: 1 });
    }
  });

  it("are given to the same candidate again, without another write, and to nobody else in that term", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    solo.hear(request(1, 5));
    solo.sync();
    assert.deepEqual(solo.hear(request(1, 5)), [{ ...reply(2, 5, true), to: 1 }]);
    assert.deepEqual(solo.host.writes, []);
    assert.deepEqual(solo.hear(request(3, 5)), [{ ...reply(2, 5, false), to: 3 }]);
  });

  it("are not taken back by the answer to an older request", () => {
    const five = votersOf(1, 2, 3, 4, 5);
    const solo = new Solo({ id: 1, preVote: false }, diskWith({ configuration: five }));
    solo.step({ kind: "campaign" });
    solo.sync();
    solo.hear(reply(2, 1, true), reply(2, 1, false), reply(3, 1, true));
    assert.equal(solo.status.role, "leader");
  });

  it("count only for the term that they were cast in", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration, hardState: { term: 4 } }));
    solo.step({ kind: "campaign" });
    solo.hear(reply(2, 4, true, true));
    assert.equal(solo.status.role, "preCandidate", "a PreVote of the term before");
    solo.hear(reply(2, 5, true, true));
    solo.sync();
    solo.hear(reply(2, 5, true, true));
    assert.equal(solo.status.role, "candidate", "a PreVote is no vote");
    solo.hear(reply(2, 5, true));
    assert.equal(solo.status.role, "leader");
    solo.hear(reply(3, 5, false));
    assert.equal(solo.status.role, "leader", "the election is over");
  });

  it("of a majority against it end a candidacy", () => {
    const solo = new Solo({ id: 1, preVote: false }, diskWith({ configuration }));
    solo.step({ kind: "campaign" });
    solo.sync();
    solo.hear(reply(2, 1, false), reply(3, 1, false));
    assert.equal(solo.status.role, "follower");
  });

  it("are refused to a candidate of an earlier term, which learns of the later one", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration, hardState: { term: 7 } }));
    assert.deepEqual(solo.hear(request(1, 6)), [{ ...reply(2, 7, false), to: 1 }]);
  });

  it("are asked of voters only, and of both halves of a joint configuration", () => {
    const joint = configurationOf({ voters: [1, 4], outgoing: [1, 2, 3], learners: [5] });
    const solo = new Solo({ id: 1 }, diskWith({ configuration: joint }));
    solo.step({ kind: "campaign" });
    assert.deepEqual(kindsOf(solo.host.takeSent()), ["voteRequest to 2", "voteRequest to 3", "voteRequest to 4"]);
  });
});

describe("who stands for election", () => {
  it("is nobody that leads already", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration }));
    solo.lead(2);
    assert.equal(solo.step({ kind: "campaign" }), "alreadyLeader");
    solo.hear({ kind: "timeoutNow", from: 1, term: 1 });
    assert.equal(solo.status.term, 1);
  });

  it("is no learner, whether its time is up, its host wants it, or its leader", () => {
    const solo = new Solo({ id: 4 }, diskWith({ configuration: configurationOf({ voters: [1], learners: [4] }) }));
    assert.equal(solo.host.raft.deadline, Infinity);
    assert.equal(solo.step({ kind: "campaign" }), "cannotCampaign");
    solo.hear({ kind: "timeoutNow", from: 1, term: 1 });
    assert.equal(solo.status.role, "follower");
  });

  it("is a voter of priority 0 only if it is asked to; of its own accord it forgets a leader that fell silent", () => {
    const solo = new Solo({ id: 2, priority: 0 }, diskWith({ configuration }));
    assert.equal(solo.host.raft.deadline, Infinity);
    solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 1, lease: 0 });
    assert.equal(solo.status.leader, 1);
    assert.ok(solo.host.raft.deadline < 1_000);
    solo.pass(1_000);
    assert.deepEqual([solo.status.role, solo.status.leader], ["follower", 0]);
    assert.equal(solo.host.raft.deadline, Infinity);
    assert.equal(solo.step({ kind: "campaign" }), undefined);
    assert.equal(solo.status.role, "preCandidate");
  });
});

describe("a message for somebody else", () => {
  it("is not taken", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    solo.step({ kind: "receive", message: { ...request(1, 5), to: 3 } });
    assert.deepEqual([solo.status.term, solo.host.takeSent()], [0, []]);
  });
});

describe("the broken connection to a process", () => {
  it("of no leader changes nothing", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 1, lease: 0 });
    const before = solo.host.raft.deadline;
    solo.step({ kind: "peerLost", replica: 3 });
    assert.equal(solo.host.raft.deadline, before);
    solo.step({ kind: "peerLost", replica: 1 });
    assert.ok(solo.host.raft.deadline <= solo.now + solo.host.config.brokenConnectionJitter);
  });
});
