import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import type { Input } from "./input.js";
import { command, diskWith, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

function follower(): Solo {
  const entries = [1, 2, 3].map((index) => command(index, 1));
  return new Solo({ id: 2 }, diskWith({ configuration, entries, hardState: { commit: 2 } }), { now: 1_000 });
}

function append(settings: Partial<Extract<Said, { kind: "append" }>>): Said {
  return { kind: "append", from: 1, term: 1, prevIndex: 3, prevTerm: 1, entries: [], commit: 2, ...settings };
}

describe("Raft.step stops a process", () => {
  const bugs: readonly (readonly [string, (solo: Solo) => void])[] = [
    ["whose clock falls", (solo) => solo.host.raft.step({ kind: "tick", now: 999 })],
    ["whose disk has written what it was never given", (solo) => solo.step({ kind: "persisted", ticket: 1 })],
    ["that applies what is not committed", (solo) => solo.step({ kind: "applied", index: 3 })],
    [
      "that applies what is not durable",
      (solo) => {
        solo.hear(append({ entries: [command(4, 1)], commit: 4 }));
        solo.step({ kind: "applied", index: 4 });
      },
    ],
    [
      "that hears two leaders in one term (§5.2)",
      (solo) => {
        solo.hear(append({}));
        solo.hear(append({ from: 3 }));
      },
    ],
    [
      "that leads a term and hears another leader in it (§5.2)",
      (solo) => {
        solo.lead(1);
        solo.hear(append({ from: 3, term: 2 }));
      },
    ],
    ["whose leader lacks what is committed (§5.4.3)", (solo) => solo.hear(append({ prevIndex: 2, prevTerm: 0 }))],
    ["whose leader sends entries with a gap", (solo) => solo.hear(append({ entries: [command(4, 1), command(6, 1)] }))],
    [
      "that is handed something unheard of",
      (solo) => solo.host.raft.step(JSON.parse('{ "kind": "dream", "now": 1000 }') as Input),
    ],
    [
      "that hears something unheard of",
      (solo) => solo.hear(JSON.parse('{ "kind": "dream", "from": 1, "term": 1 }') as Said),
    ],
  ];
  for (const [what, happen] of bugs) {
    it(what, () => {
      assert.throws(() => {
        happen(follower());
      }, AssertionError);
    });
  }
});

describe("a message of an earlier term", () => {
  const old = { from: 1, term: 0 };
  const leaders: readonly Said[] = [
    append(old),
    { kind: "heartbeat", round: 1, lease: 0, ...old },
    { kind: "sleep", index: 3, ...old },
    { kind: "snapshotOffer", snapshot: { index: 9, term: 0, configuration }, ...old },
  ];
  for (const said of leaders) {
    it(`${said.kind}: its sender is told of the later one, so that it steps down`, () => {
      assert.deepEqual(follower().hear(said), [
        { kind: "appendReply", from: 2, to: 1, term: 1, accepted: false, index: 0, hintIndex: 0, hintTerm: 0 },
      ]);
    });
  }

  const others: readonly Said[] = [
    { kind: "appendReply", accepted: true, index: 9, hintIndex: 0, hintTerm: 0, ...old },
    { kind: "heartbeatReply", round: 1, promise: 0, committed: 9, ...old },
    { kind: "voteReply", pre: false, granted: true, ...old },
    { kind: "timeoutNow", ...old },
    { kind: "snapshotStatus", index: 1, status: "failed", ...old },
    { kind: "readReply", attempt: 1, index: 1, ...old },
  ];
  for (const said of others) {
    it(`${said.kind}: changes nothing`, () => {
      const solo = follower();
      const before = solo.host.raft.encode();
      assert.deepEqual(solo.hear(said), []);
      assert.deepEqual(solo.host.raft.encode(), before);
    });
  }
});

describe("what waits for the disk", () => {
  it("is not said any more if the term is over by then", () => {
    const solo = follower();
    solo.hear({ kind: "voteRequest", from: 3, term: 2, pre: false, transfer: false, lastIndex: 3, lastTerm: 1 });
    solo.hear({ kind: "heartbeat", from: 1, term: 3, round: 1, lease: 0 });
    const said = solo.sync();
    assert.deepEqual(
      said.map(({ kind, term }) => [kind, term]),
      [["heartbeatReply", 3]],
    );
  });
});

describe("Raft.entries, Raft.termAt, Raft.configuration", () => {
  it("look into memory, and say so if that is not enough", () => {
    const solo = follower();
    solo.hear(append({ entries: [command(4, 1), command(5, 1)] }));
    const { raft } = solo.host;
    assert.equal(raft.lastIndex, 5);
    assert.deepEqual(
      raft.entries(4, 9, Infinity)?.map(({ index }) => index),
      [4, 5],
    );
    assert.equal(raft.entries(3, 5, Infinity), undefined);
    assert.deepEqual([raft.termAt(3), raft.termAt(6)], [1, undefined]);
    assert.equal(raft.configuration, configuration);
  });
});

describe("a payload", () => {
  it("is never copied on its way through the core", () => {
    const solo = new Solo({ id: 1 }, diskWith({ configuration: votersOf(1) }));
    solo.lead();
    const payload = new Uint8Array([1, 2, 3]);
    solo.step({ kind: "propose", payloads: [payload] });
    const { lastIndex } = solo.host.raft;
    assert.equal(solo.host.writes[0]?.persist.entries[0]?.payload, payload);
    assert.equal(solo.host.raft.entries(lastIndex, lastIndex, 1)?.[0]?.payload, payload);
  });
});
