import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import { createConfig } from "./config.js";
import type { VoteRequest } from "./message.js";
import { Raft } from "./raft.js";
import { neverRan, type Restored } from "./restored.js";
import { command, configurationEntry, configurationOf, diskWith, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);
const LEASE = 140;

const preVoteRequest: Omit<VoteRequest, "to"> = {
  kind: "voteRequest",
  from: 2,
  term: 9,
  pre: true,
  transfer: false,
  lastIndex: 99,
  lastTerm: 8,
};

describe("a voter that was restarted, and may have promised a leader to stand by it", () => {
  function keepsQuietFor(solo: Solo, duration: number): void {
    solo.now = duration - 1;
    assert.equal(solo.step({ kind: "campaign" }), "cannotCampaign");
    assert.deepEqual(solo.hear(preVoteRequest), []);
    assert.deepEqual(solo.hear({ ...preVoteRequest, pre: false }), []);
    solo.now = duration;
    assert.equal(solo.hear(preVoteRequest).length, 1);
    assert.equal(solo.step({ kind: "campaign" }), undefined);
  }

  it("keeps quiet for one lease", () => {
    keepsQuietFor(new Solo({ id: 3 }, diskWith({ configuration: { ...configuration, lease: LEASE } })), LEASE);
  });

  it("keeps quiet for the largest lease that its disk names: a later one may have been about to be truncated", () => {
    const entries = [
      configurationEntry(1, 1, { ...configuration, lease: LEASE }),
      configurationEntry(2, 1, { ...configuration, lease: 0 }),
    ];
    const disk = diskWith({ configuration, entries, hardState: { commit: 1 } });
    keepsQuietFor(new Solo({ id: 3 }, disk), LEASE);
  });

  it("does not, where no lease is named", () => {
    const solo = new Solo({ id: 3 }, diskWith({ configuration }));
    assert.equal(solo.step({ kind: "campaign" }), undefined);
  });

  it("does not, if it is known to be the only voter", () => {
    const alone = { ...votersOf(1), lease: LEASE };
    assert.equal(new Solo({ id: 1 }, diskWith({ configuration: alone })).step({ kind: "campaign" }), undefined);
    const entries = [configurationEntry(1, 1, alone)];
    const perhaps = diskWith({ configuration: { ...configuration, lease: LEASE }, entries });
    keepsQuietFor(new Solo({ id: 1 }, perhaps), LEASE);
  });
});

describe("a replica whose log lost its tail", () => {
  const entries = Array.from({ length: 6 }, (_, position) => command(position + 1, 1));

  function restarted(settings = {}): Solo {
    const disk = diskWith({ configuration, entries, hardState: { commit: 4 } });
    return new Solo({ id: 3, ...settings }, disk, { tailCut: true, now: 1_000 });
  }

  function mayVote(solo: Solo): boolean {
    return solo.step({ kind: "campaign" }) === undefined;
  }

  function appendOf(prevIndex: number, added: number, commit: number): Said {
    const more = Array.from({ length: added }, (_, position) => command(prevIndex + position + 1, 1));
    return { kind: "append", from: 1, term: 1, prevIndex, prevTerm: 1, entries: more, commit };
  }

  it("gives way for so many election timeouts: no vote, no PreVote, no candidacy", () => {
    const solo = restarted({ giveWayTimeouts: 2 });
    solo.now += 299;
    assert.deepEqual(solo.hear(preVoteRequest), []);
    assert.deepEqual(solo.hear({ ...preVoteRequest, pre: false }), []);
    assert.ok(!mayVote(solo));
    solo.now += 1;
    assert.equal(solo.hear(preVoteRequest).length, 1);
    assert.ok(mayVote(solo));
  });

  it("is not refilled by an append that may be from before its crash", () => {
    const solo = restarted();
    solo.hear(appendOf(6, 0, 6));
    assert.equal(solo.status.committed, 6);
    solo.sync();
    assert.ok(!mayVote(solo));
  });

  it("asks a leader how far it has to be refilled, and takes part again once that is durable", () => {
    const solo = restarted();
    const question = solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 7, lease: 0 });
    const asked = question.find((message) => message.kind === "readRequest");
    assert.ok(asked !== undefined);
    solo.hear({ kind: "readReply", from: 1, term: 1, attempt: asked.attempt, index: 9 });
    assert.deepEqual(solo.host.readsConfirmed, [], "its host has asked nothing");
    solo.hear(appendOf(6, 2, 9));
    solo.sync();
    assert.ok(!mayVote(solo), "up to 8 is not enough");
    solo.hear(appendOf(8, 1, 9));
    assert.ok(!mayVote(solo), "it is not durable");
    solo.sync();
    assert.ok(mayVote(solo));
  });

  it("asks the next leader anew, and tells nobody that a read was dropped", () => {
    const solo = restarted();
    solo.hear({ kind: "heartbeat", from: 1, term: 1, round: 7, lease: 0 });
    solo.hear({ kind: "heartbeat", from: 2, term: 2, round: 1, lease: 0 });
    const sent = solo.sync();
    assert.deepEqual(solo.host.readsDropped, []);
    assert.ok([...sent, ...solo.pass(150)].some(({ kind, to }) => kind === "readRequest" && to === 2));
  });

  it("does not give way if it is known to be the only voter", () => {
    const disk = diskWith({ configuration: votersOf(1), entries, hardState: { commit: 4 } });
    assert.ok(mayVote(new Solo({ id: 1 }, disk, { tailCut: true })));
  });
});

describe("a replica that starts", () => {
  const deadline = (voters: readonly number[], commit: number): number => {
    const entries = [configurationEntry(1, 1, votersOf(...voters))];
    const disk = diskWith({ configuration, entries, hardState: { term: 1, commit } });
    return new Solo({ id: 1 }, disk, { now: 2 ** 32 }).host.raft.deadline - 2 ** 32;
  };

  it("stands for election at once if it is known to be the only voter", () => {
    assert.equal(deadline([1], 1), 0);
    const solo = new Solo({ id: 1 }, diskWith({ configuration: votersOf(1) }));
    solo.pass(0);
    solo.sync();
    assert.equal(solo.status.role, "leader");
  });

  it("waits for a leader otherwise", () => {
    assert.ok(deadline([1], 0) > 0, "the others may vote still");
    assert.ok(deadline([1, 2], 1) > 0);
  });
});

describe("what a restored replica knows", () => {
  it("is everything on its disk, and nothing else is needed", () => {
    const entries = [
      command(11, 2),
      configurationEntry(12, 3, configurationOf({ voters: [1, 2, 3], learners: [4] })),
      command(13, 5),
    ];
    const disk = diskWith({
      configuration,
      base: 10,
      baseTerm: 2,
      entries,
      hardState: { term: 6, vote: 2, commit: 12 },
    });
    const { status, host } = new Solo({ id: 3 }, disk);
    const { term, vote, lastIndex, lastTerm, base, committed, applied, configurationIndex } = status;
    assert.deepEqual([term, vote, lastIndex, lastTerm, base], [6, 2, 13, 5, 10]);
    assert.deepEqual([committed, applied, configurationIndex], [12, 10, 12]);
    assert.deepEqual(status.configuration.learners, [4]);
    assert.equal(host.raft.termAt(11), 2);
  });

  it("takes a commit index beyond the log for the log's end", () => {
    const disk = diskWith({ configuration, entries: [command(1, 1)], hardState: { commit: 5 } });
    assert.equal(new Solo({ id: 3 }, disk).status.committed, 1);
  });

  it("looks for configurations behind the snapshot only", () => {
    const old = configurationEntry(11, 2, votersOf(1, 2));
    const disk = diskWith({ configuration, base: 10, baseTerm: 2, entries: [old, command(12, 2)] });
    disk.snapshot = { index: 12, term: 2, configuration };
    disk.machine = { ...disk.machine, applied: 12 };
    assert.deepEqual(new Solo({ id: 3 }, disk).status.configuration.voters, [1, 2, 3]);
  });
});

describe("a disk that contradicts itself is refused at once", () => {
  const whole: Restored = {
    hardState: { term: 3, vote: 0, commit: 10 },
    snapshot: { index: 10, term: 2, configuration },
    log: { base: 8, baseTerm: 2, last: 12, terms: [{ first: 11, term: 3 }], configurations: [] },
    applied: 10,
    tailCut: false,
  };
  const restore = (restored: Restored): Raft => Raft.restore(createConfig({ id: 1 }), restored, { below: () => 0 }, 0);

  it("this one does not, nor does an empty one", () => {
    assert.doesNotThrow(() => restore(whole));
    assert.doesNotThrow(() => restore(neverRan()));
  });

  const broken: readonly (readonly [string, Restored])[] = [
    ["a snapshot before the log", { ...whole, snapshot: { ...whole.snapshot, index: 7 } }],
    ["a snapshot behind the log", { ...whole, snapshot: { ...whole.snapshot, index: 13 } }],
    ["a state machine ahead of the log", { ...whole, applied: 13 }],
    ["a state machine that needs entries which are gone", { ...whole, applied: 7 }],
    ["an entry of a term that the replica never was in", { ...whole, hardState: { ...whole.hardState, term: 2 } }],
    ["terms that fall", { ...whole, log: { ...whole.log, terms: [{ first: 11, term: 1 }] } }],
    ["a term that begins behind the log's end", { ...whole, log: { ...whole.log, terms: [{ first: 13, term: 3 }] } }],
  ];
  for (const [what, restored] of broken) {
    it(what, () => {
      assert.throws(() => restore(restored), AssertionError);
    });
  }
});
