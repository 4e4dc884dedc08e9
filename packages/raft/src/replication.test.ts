import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import type { Config } from "./config.js";
import type { Entry } from "./entry.js";
import type { Append, Message } from "./message.js";
import type { ProgressStatus } from "./status.js";
import { command, diskWith, Group, Solo, votersOf, type Said } from "./testing/index.js";

const configuration = votersOf(1, 2, 3);

/** 20 entries of term 1, of 100 bytes with what an entry costs beside its payload. */
const entries = Array.from({ length: 20 }, (_, position) => command(position + 1, 1, 36));

/** The leader of term 2 with these entries behind it; it has probed 2 and 3 at entry 20. */
function leader(settings: Partial<Config> = {}): Solo {
  const solo = new Solo({ id: 1, ...settings }, diskWith({ configuration, entries }));
  solo.lead(3);
  solo.host.entriesWanted = [];
  return solo;
}

function accepted(from: number, index: number, term = 2): Said {
  return { kind: "appendReply", from, term, accepted: true, index, hintIndex: 0, hintTerm: 0 };
}

function refused(from: number, index: number, hintIndex: number, hintTerm = 1, term = 2): Said {
  return { kind: "appendReply", from, term, accepted: false, index, hintIndex, hintTerm };
}

function heard(from: number, round: number, committed = 0, term = 2): Said {
  return { kind: "heartbeatReply", from, term, round, promise: 0, committed };
}

function appendsTo(to: number, messages: readonly Message[]): Append[] {
  return messages.filter((message) => message.kind === "append").filter((append) => append.to === to);
}

function progressOf(solo: Solo, id: number): ProgressStatus {
  const progress = solo.status.progress.find((candidate) => candidate.id === id);
  assert.ok(progress !== undefined);
  return progress;
}

function summary({ state, match, next }: ProgressStatus): string {
  return `${state} ${match} ${next}`;
}

describe("a probe", () => {
  it("goes out once in a heartbeat interval, however many heartbeats are answered meanwhile", () => {
    const solo = leader();
    let probes = 0;
    let id = 0;
    for (let end = solo.now + 500; solo.now < end;) {
      const sent = solo.pass(1);
      for (let count = 0; count < 3; count++) {
        solo.step({ kind: "read", id: ++id });
        sent.push(...solo.hear(heard(2, id)));
      }
      probes += appendsTo(2, sent).length;
    }
    assert.equal(progressOf(solo, 2).state, "probe");
    assert.ok(probes >= 8 && probes <= 11, `${probes} in ten heartbeat intervals`);
  });

  it("is not repeated for a heartbeat that was answered right after it", () => {
    const solo = leader();
    solo.hear(accepted(2, 20));
    solo.now = 1_000;
    solo.step({ kind: "undelivered", replica: 2 });
    assert.equal(appendsTo(2, solo.host.takeSent()).length, 1);
    solo.now += 49;
    assert.deepEqual(appendsTo(2, solo.hear(heard(2, 1))), []);
    solo.now += 1;
    assert.equal(appendsTo(2, solo.hear(heard(2, 1))).length, 1);
  });

  it("counts as on its way, so that nothing of it is sent twice", () => {
    const solo = leader();
    const [append] = appendsTo(2, solo.hear(accepted(2, 20)));
    assert.equal(append, undefined, "entry 21 was in the probe");
    assert.equal(summary(progressOf(solo, 2)), "replicate 20 22");
    assert.equal(progressOf(solo, 2).inflightMessages, 1);
    solo.hear(accepted(2, 21));
    assert.equal(progressOf(solo, 2).inflightMessages, 0);
  });
});

describe("a refusal", () => {
  it("of a probe goes back to where the logs may agree", () => {
    const solo = leader();
    solo.hear(refused(2, 20, 7));
    assert.equal(summary(progressOf(solo, 2)), "probe 0 8");
  });

  it("of another append than the latest probe is old", () => {
    const solo = leader();
    solo.hear(refused(2, 20, 7), refused(2, 20, 3));
    assert.equal(summary(progressOf(solo, 2)), "probe 0 8");
  });

  it("of what was acknowledged is believed: the follower may have lost its log's tail", () => {
    const solo = leader();
    solo.hear(accepted(2, 21));
    assert.equal(summary(progressOf(solo, 2)), "replicate 21 22");
    solo.hear(refused(2, 21, 7));
    assert.equal(summary(progressOf(solo, 2)), "probe 7 8");
  });

  it("that comes late and names no less than is known changes nothing", () => {
    const solo = leader();
    solo.hear(accepted(2, 21), refused(2, 20, 21, 2));
    assert.equal(summary(progressOf(solo, 2)), "replicate 21 22");
  });

  it("at index 0 is none: it tells a leader of an earlier term that it is one", () => {
    const solo = leader();
    solo.hear(accepted(2, 21));
    assert.deepEqual(solo.hear(refused(2, 0, 0, 0)), []);
    assert.equal(summary(progressOf(solo, 2)), "replicate 21 22");
  });

  it("makes the leader look for the highest entry of its own whose term the follower may have", () => {
    const own = [command(1, 1), command(2, 1), command(3, 4), command(4, 4)];
    const solo = new Solo({ id: 1 }, diskWith({ configuration, entries: own }));
    solo.lead(3);
    solo.hear(refused(2, 4, 4, 2, 5));
    assert.equal(summary(progressOf(solo, 2)), "probe 0 3");
  });
});

describe("entries that left memory", () => {
  const settings = { tailBytesMax: 100, messageBytesMax: 100, inflightBytesMax: 300 };

  function hand(solo: Solo, from: number, read: readonly Entry[]): Append[] {
    solo.step({ kind: "entriesRead", to: 2, from, entries: read });
    return appendsTo(2, solo.host.takeSent());
  }

  it("are asked for once, and sent when they are read", () => {
    const solo = leader(settings);
    solo.hear(refused(2, 20, 5));
    assert.deepEqual(solo.host.entriesWanted.splice(0), [{ to: 2, from: 6, last: 20, bytesMax: 100 }]);
    solo.hear(heard(2, 1));
    assert.deepEqual(solo.host.entriesWanted, []);
    const [append] = hand(solo, 6, entries.slice(5, 6));
    assert.deepEqual([append?.prevIndex, append?.entries], [5, entries.slice(5, 6)]);
  });

  it("are not sent if somebody else's took their place before the host had read them", () => {
    const solo = leader(settings);
    solo.hear(refused(2, 20, 5));
    // It is deposed, another leader's entries replace the end of its log, then it leads again and asks for the same place.
    solo.now += 1_000;
    const others = [6, 7, 8].map((index) => command(index, 3, 36));
    solo.hear({ kind: "append", from: 3, term: 3, prevIndex: 5, prevTerm: 1, commit: 1, entries: others });
    solo.sync();
    solo.now += 1_000;
    solo.lead(3);
    solo.host.entriesWanted = [];
    solo.hear(refused(2, 8, 5, 1, 4));
    assert.equal(solo.host.entriesWanted.splice(0)[0]?.from, 6);
    assert.deepEqual(hand(solo, 6, entries.slice(5, 6)), [], "the answer to the first question");
    assert.equal(solo.host.entriesWanted[0]?.from, 6, "it asks again");
    assert.deepEqual(hand(solo, 6, others.slice(0, 1))[0]?.entries, others.slice(0, 1));
  });

  it("are not sent if the follower has them by now, or if nobody asked for them", () => {
    const solo = leader(settings);
    solo.hear(refused(2, 20, 5));
    assert.deepEqual(hand(solo, 7, entries.slice(6, 7)), []);
    hand(solo, 6, entries.slice(5, 6));
    solo.hear(accepted(2, 6));
    assert.equal(solo.host.entriesWanted.at(-1)?.from, 7);
    solo.hear(accepted(2, 21));
    assert.deepEqual(hand(solo, 7, entries.slice(6, 7)), []);
    solo.step({ kind: "entriesRead", to: 9, from: 7, entries: entries.slice(6, 7) });
    assert.deepEqual(solo.host.takeSent(), []);
  });

  it("that are gone from the log as well make way for a snapshot", () => {
    const solo = leader(settings);
    solo.hear(refused(2, 20, 5));
    solo.step({ kind: "entriesRead", to: 2, from: 6, entries: [] });
    assert.equal(progressOf(solo, 2).state, "snapshot");
  });

  it("must be those that were asked for, without a gap", () => {
    for (const read of [entries.slice(6, 8), [command(6, 1), command(8, 1)]]) {
      const solo = leader(settings);
      solo.hear(refused(2, 20, 5));
      assert.throws(() => hand(solo, 6, read), AssertionError);
    }
  });
});

describe("a follower's window", () => {
  it("closes after so many messages, and opens with each ack", () => {
    const solo = leader({ inflightMessagesMax: 2, messageBytesMax: 100, inflightBytesMax: 1_000 });
    solo.hear(accepted(2, 20));
    solo.step({ kind: "propose", payloads: [1, 2, 3].map(() => new Uint8Array(36)) });
    assert.deepEqual(
      appendsTo(2, solo.host.takeSent()).map(({ prevIndex }) => prevIndex),
      [21],
    );
    assert.deepEqual(
      appendsTo(2, solo.hear(accepted(2, 22))).map(({ prevIndex }) => prevIndex),
      [22, 23],
    );
  });

  it("closes after so many bytes", () => {
    const solo = leader({ messageBytesMax: 100, inflightBytesMax: 250, gatherTime: 0 });
    solo.hear(accepted(2, 21));
    solo.step({ kind: "propose", payloads: [1, 2, 3, 4].map(() => new Uint8Array(36)) });
    assert.equal(progressOf(solo, 2).inflightBytes, 300);
    solo.hear(accepted(2, 22));
    assert.equal(progressOf(solo, 2).inflightBytes, 300);
  });

  it("that is full does not keep a follower from its snapshot, once the entries before it are gone", () => {
    const solo = leader({ inflightMessagesMax: 1, keptEntries: 0 });
    solo.hear(accepted(2, 20), accepted(3, 21));
    solo.host.applyCommitted(solo.now);
    solo.host.takeSnapshot(solo.now);
    assert.deepEqual([summary(progressOf(solo, 2)), solo.status.base], ["replicate 20 22", 21]);
    solo.step({ kind: "propose", payloads: [new Uint8Array(1), new Uint8Array(1)] });
    solo.sync();
    solo.hear(accepted(3, 23));
    solo.host.applyCommitted(solo.now);
    solo.host.takeSnapshot(solo.now);
    assert.deepEqual([summary(progressOf(solo, 2)), solo.status.base], ["replicate 20 22", 23]);
    solo.now += 50;
    assert.deepEqual(
      solo.hear(heard(2, 1)).map(({ kind }) => kind),
      ["snapshotOffer"],
    );
  });

  it("begins anew once its host says that messages were thrown away", () => {
    const solo = leader();
    solo.hear(accepted(2, 21));
    solo.step({ kind: "propose", payloads: [new Uint8Array(1)] });
    solo.host.takeSent();
    solo.step({ kind: "undelivered", replica: 2 });
    assert.equal(appendsTo(2, solo.host.takeSent())[0]?.prevIndex, 21);
    assert.equal(progressOf(solo, 2).state, "probe");
    solo.step({ kind: "undelivered", replica: 2 });
    assert.deepEqual(solo.host.takeSent(), [], "a probe is out already");
  });

  it("means nothing to a follower", () => {
    const solo = new Solo({ id: 2 }, diskWith({ configuration }));
    assert.equal(solo.step({ kind: "undelivered", replica: 1 }), undefined);
    assert.equal(solo.step({ kind: "entriesRead", to: 1, from: 1, entries: [command(1, 1)] }), undefined);
  });
});

describe("with two appends on their way to a follower", () => {
  const payloads = [new Uint8Array(36)];
  const ends = (messages: readonly Message[]): number[] =>
    appendsTo(2, messages).map(({ prevIndex, entries: sent }) => prevIndex + sent.length);

  /** Entries 22 and 23 are on their way, each in an append of its own. */
  function busy(settings: Partial<Config> = {}): Solo {
    const solo = leader(settings);
    solo.hear(accepted(2, 21));
    for (let i = 0; i < 2; i++) solo.step({ kind: "propose", payloads });
    assert.deepEqual(ends(solo.host.takeSent()), [22, 23]);
    return solo;
  }

  it("new entries gather until the first is acked, and leave in one", () => {
    const solo = busy();
    for (let i = 0; i < 3; i++) solo.step({ kind: "propose", payloads });
    assert.deepEqual(ends(solo.host.takeSent()), []);
    assert.deepEqual(ends(solo.hear(accepted(2, 22))), [26]);
  });

  it("they wait no longer than `gatherTime`, and the timer is set for it", () => {
    const solo = busy({ gatherTime: 7 });
    solo.step({ kind: "propose", payloads });
    assert.equal(solo.host.raft.deadline, solo.now + 7);
    assert.deepEqual(ends(solo.pass(6)), []);
    assert.deepEqual(ends(solo.pass(1)), [24]);
    assert.ok(solo.host.raft.deadline > solo.now);
  });

  it("they leave at once where nothing is to gather", () => {
    const solo = busy({ gatherTime: 0 });
    solo.step({ kind: "propose", payloads });
    assert.deepEqual(ends(solo.host.takeSent()), [24]);
  });

  it("a follower that is asked anew has what gathered sent again", () => {
    const solo = busy();
    solo.step({ kind: "propose", payloads });
    solo.step({ kind: "undelivered", replica: 2 });
    assert.deepEqual(ends(solo.host.takeSent()), [24]);
  });
});

describe("a follower that can not have what it says", () => {
  it("stops its leader: one of the two is broken", () => {
    assert.throws(() => leader().hear(accepted(2, 22)), AssertionError);
  });
});

describe("a follower whose disk is slow", () => {
  it("takes no more entries than memory should hold, and gets them again", () => {
    const size = 4_096;
    const group = new Group(configuration, {
      messageBytesMax: size,
      tailBytesMax: 4 * size,
      inflightBytesMax: 99 * size,
    });
    group.elect(1);
    group.run(100);
    group.diskHeld.add(3);
    group.propose(1, 100, size - 64);
    group.run(100);
    const { lastIndex } = group.status(1);
    assert.ok(group.status(3).lastIndex < 20, `${group.status(3).lastIndex} of ${lastIndex} are in its memory`);
    group.diskHeld.delete(3);
    group.run(1_000);
    assert.equal(group.status(3).persisted, lastIndex);
  });
});

describe("entries that are applied, and on the disks of all that keep up", () => {
  const size = 4_096;
  /** In the leader's memory, of 20 entries of which a message carries one. */
  function kept(prepare: (group: Group) => void): number {
    const group = new Group(configuration, {
      messageBytesMax: size,
      tailBytesMax: 100 * size,
      inflightBytesMax: 99 * size,
    });
    group.elect(1);
    group.run(100);
    prepare(group);
    const first = group.status(1).lastIndex + 1;
    group.propose(1, 20, size - 64);
    group.run(300);
    let count = 0;
    for (let index = first; index <= group.status(1).lastIndex; index++) {
      if (group.host(1).raft.entries(index, index, size) !== undefined) count += 1;
    }
    return count;
  }

  it("leave memory long before there are too many", () => {
    assert.equal(
      kept(() => undefined),
      1,
    );
  });

  it("do not leave while one that keeps up has yet to write them", () => {
    assert.equal(
      kept((group) => group.diskHeld.add(3)),
      20,
    );
  });

  it("leave where one does not keep up", () => {
    const count = kept((group) => {
      group.down.add(3);
      group.step(1, { kind: "peerLost", replica: 3 });
    });
    assert.equal(count, 1);
  });
});
