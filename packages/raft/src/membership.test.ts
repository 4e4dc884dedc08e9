import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Change } from "./input.js";
import type { Message } from "./message.js";
import {
  command,
  configurationEntry,
  configurationOf,
  diskWith,
  hostOf,
  Solo,
  votersOf,
  type Said,
} from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

function acked(from: number, index: number, term = 2): Said {
  return { kind: "appendReply", from, term, accepted: true, index, hintIndex: 0, hintTerm: 0 };
}

/** The leader of term 2, whose first entry, 2, is committed if `isCommitted`. */
function leader(settings = {}, isCommitted = true): Solo {
  const solo = new Solo({ id: 1, ...settings }, diskWith({ configuration, entries: [command(1, 1)] }));
  solo.lead(2);
  if (isCommitted) solo.hear(acked(2, 2), acked(3, 2));
  return solo;
}

function receivers(messages: readonly Message[], kind: Message["kind"]): number[] {
  return messages.filter((message) => message.kind === kind).map(({ to }) => to);
}

const addLearner: Change = { kind: "addLearner", host: hostOf(4) };

describe("a change of the configuration", () => {
  it("is taken by leaders only", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration }));
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), "notLeader");
  });

  it("waits until the leader has committed an entry of its own term (the flaw of 2015)", () => {
    const solo = leader({}, false);
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), "nothingCommittedInTerm");
    solo.hear(acked(2, 2));
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), undefined);
  });

  it("waits for the one before", () => {
    const solo = leader();
    solo.step({ kind: "reconfigure", changes: [addLearner] });
    const next: Change = { kind: "remove", id: 4 };
    assert.equal(solo.step({ kind: "reconfigure", changes: [next] }), "changeInProgress");
    solo.sync();
    solo.hear(acked(2, 3));
    assert.equal(solo.step({ kind: "reconfigure", changes: [next] }), undefined);
  });

  it("waits until a joint configuration is left", () => {
    const solo = leader();
    const changes: Change[] = [
      { kind: "addVoter", host: hostOf(4) },
      { kind: "addVoter", host: hostOf(5) },
    ];
    assert.equal(solo.step({ kind: "reconfigure", changes }), undefined);
    assert.deepEqual(solo.status.configuration.outgoing, [1, 2, 3]);
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), "changeInProgress");
    solo.sync();
    solo.hear(acked(2, 3), acked(4, 3));
    assert.deepEqual(solo.status.configuration.outgoing, [], "it leaves by itself");
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), "changeInProgress");
  });

  it("is not taken during a transfer of leadership", () => {
    const solo = leader();
    solo.step({ kind: "transfer", to: 2 });
    assert.equal(solo.step({ kind: "reconfigure", changes: [addLearner] }), "transferring");
  });

  for (const lease of [-1, 0.5, 150, NaN]) {
    it(`sets no lease of ${lease}`, () => {
      assert.equal(leader().step({ kind: "reconfigure", changes: [{ kind: "setLease", lease }] }), "badLease");
    });
  }

  it("that makes no sense is refused, and nothing is appended", () => {
    const solo = leader();
    assert.equal(solo.step({ kind: "reconfigure", changes: [{ kind: "remove", id: 9 }] }), "noSuchReplica");
    assert.equal(solo.status.lastIndex, 2);
  });
});

describe("a removed replica", () => {
  it("hears that its removal is committed, and nothing after that", () => {
    const solo = leader();
    solo.step({ kind: "reconfigure", changes: [{ kind: "remove", id: 3 }] });
    solo.sync();
    assert.deepEqual(receivers(solo.hear(acked(3, 3)), "append"), []);
    const farewell = solo.hear(acked(2, 3));
    assert.deepEqual(receivers(farewell, "append"), [3, 2]);
    solo.step({ kind: "propose", payloads: [new Uint8Array(1)] });
    assert.deepEqual(receivers(solo.host.takeSent(), "append"), [2]);
    assert.deepEqual(receivers(solo.pass(50), "heartbeat"), [2]);
  });
});

describe("a leader that is voted out", () => {
  it("steps down once that is committed, and tells the best of the others to take over (§6)", () => {
    const solo = leader();
    solo.step({ kind: "reconfigure", changes: [{ kind: "remove", id: 1 }] });
    solo.sync();
    assert.equal(solo.status.role, "leader", "it leads, and does not count itself");
    assert.deepEqual(receivers(solo.hear(acked(3, 3)), "timeoutNow"), []);
    const last = solo.hear(acked(2, 3));
    assert.deepEqual(receivers(last, "timeoutNow"), [2]);
    assert.equal(solo.status.role, "follower");
    assert.equal(solo.step({ kind: "campaign" }), "cannotCampaign");
  });

  it("tells nobody, if nobody has everything", () => {
    const solo = leader();
    solo.step({ kind: "reconfigure", changes: [{ kind: "remove", id: 1 }] });
    solo.step({ kind: "propose", payloads: [new Uint8Array(1)] });
    solo.sync();
    assert.deepEqual(receivers(solo.hear(acked(2, 3), acked(3, 3)), "timeoutNow"), []);
    assert.equal(solo.status.role, "follower");
  });
});

describe("a voter whose removal or demotion is not known to be committed", () => {
  for (const [what, next] of [
    ["removed", votersOf(1, 2)],
    ["demoted", configurationOf({ voters: [1, 2], learners: [3] })],
  ] as const) {
    it(`goes on to stand for election, ${what} or not, and does not count itself (thesis §4.2.2)`, () => {
      const disk = diskWith({ configuration, entries: [command(1, 1), configurationEntry(2, 1, next)] });
      const solo = new Solo({ id: 3, preVote: false }, disk);
      assert.equal(solo.step({ kind: "campaign" }), undefined);
      solo.sync();
      solo.hear({ kind: "voteReply", from: 1, term: 2, pre: false, granted: true });
      assert.equal(solo.status.role, "candidate");
      solo.hear({ kind: "voteReply", from: 2, term: 2, pre: false, granted: true });
      assert.equal(solo.status.role, "leader");
    });

    it(`no longer stands once it is known to be ${what}`, () => {
      const disk = diskWith({
        configuration,
        entries: [command(1, 1), configurationEntry(2, 1, next)],
        hardState: { commit: 2 },
      });
      assert.equal(new Solo({ id: 3 }, disk).step({ kind: "campaign" }), "cannotCampaign");
    });
  }

  it("ends its candidacy when it hears that it is", () => {
    const disk = diskWith({ configuration, entries: [command(1, 1), configurationEntry(2, 1, votersOf(1, 2))] });
    const solo = new Solo({ id: 3 }, disk);
    solo.step({ kind: "campaign" });
    assert.equal(solo.status.role, "preCandidate");
    solo.hear({ kind: "append", from: 1, term: 1, prevIndex: 2, prevTerm: 1, entries: [], commit: 2 });
    assert.equal(solo.status.role, "follower");
    solo.now += 1_000;
    solo.step({ kind: "tick" });
    assert.equal(solo.status.role, "follower");
  });
});

describe("a transfer of leadership", () => {
  const refused = [
    [1, "alreadyLeader"],
    [9, "noSuchReplica"],
    [4, "notAVoter"],
  ] as const;
  for (const [to, refusal] of refused) {
    it(`to ${to} is refused: ${refusal}`, () => {
      const solo = leader();
      solo.step({ kind: "reconfigure", changes: [addLearner] });
      assert.equal(solo.step({ kind: "transfer", to }), refusal);
    });
  }

  it("is for leaders only, and one at a time", () => {
    const follower = new Solo({ id: 2 }, diskWith({ configuration }));
    assert.equal(follower.step({ kind: "transfer", to: 1 }), "notLeader");
    const solo = leader();
    assert.equal(solo.step({ kind: "transfer", to: 2 }), undefined);
    assert.equal(solo.step({ kind: "transfer", to: 2 }), undefined, "it may be asked for twice");
    assert.equal(solo.step({ kind: "transfer", to: 3 }), "transferring");
  });

  it("waits until the target has everything", () => {
    const solo = leader();
    solo.step({ kind: "propose", payloads: [new Uint8Array(1)] });
    solo.step({ kind: "transfer", to: 2 });
    assert.deepEqual(receivers(solo.host.takeSent(), "timeoutNow"), []);
    assert.deepEqual(receivers(solo.hear(acked(2, 3)), "timeoutNow"), [2]);
    assert.deepEqual(receivers(solo.hear(acked(2, 3)), "timeoutNow"), [], "once");
  });
});

describe("proposals", () => {
  it("are refused where they would take more room than there is", () => {
    const solo = leader({ uncommittedBytesMax: 200 });
    assert.equal(solo.step({ kind: "propose", payloads: [new Uint8Array(137)] }), "entryTooLarge");
    assert.equal(solo.step({ kind: "propose", payloads: [new Uint8Array(100)] }), undefined);
    assert.equal(solo.step({ kind: "propose", payloads: [new Uint8Array(0)] }), "tooManyUncommittedBytes");
    solo.sync();
    solo.hear(acked(2, 3));
    assert.equal(solo.step({ kind: "propose", payloads: [new Uint8Array(0)] }), undefined);
  });

  it("are refused by a follower", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    assert.equal(solo.step({ kind: "propose", payloads: [new Uint8Array(1)] }), "notLeader");
  });
});
