import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import { createConfig, type Config } from "./config.js";
import type { Message, SnapshotOffer } from "./message.js";
import {
  command,
  configurationOf,
  diskWith,
  Group,
  MemoryHost,
  NOTHING_APPLIED,
  SeededRandom,
  Solo,
  votersOf,
  type Said,
} from "./testing/index.js";

const configuration = votersOf(1, 2, 3);
const BASE = 100;

function offersTo(to: number, messages: readonly Message[]): SnapshotOffer[] {
  return messages.filter((message) => message.kind === "snapshotOffer").filter((offer) => offer.to === to);
}

function stateOf(solo: Solo, id: number): string {
  const progress = solo.status.progress.find((candidate) => candidate.id === id);
  assert.ok(progress !== undefined);
  return `${progress.state} ${progress.match} ${progress.next}`;
}

/** Its log begins behind a snapshot at 100; 2 has everything, 3 has nothing of it, and was offered the snapshot. */
function leader(settings: Partial<Config> = {}): Solo {
  const entries = Array.from({ length: 10 }, (_, position) => command(BASE + position + 1, 1));
  const disk = diskWith({ configuration, base: BASE, baseTerm: 1, entries });
  const solo = new Solo({ id: 1, keptEntries: 0, ...settings }, disk);
  solo.lead(2);
  const last = solo.status.lastIndex;
  solo.hear({ kind: "appendReply", from: 2, term: 2, accepted: true, index: last, hintIndex: 0, hintTerm: 0 });
  solo.host.applyCommitted(solo.now);
  const refusal: Said = {
    kind: "appendReply",
    from: 3,
    term: 2,
    accepted: false,
    index: BASE + 10,
    hintIndex: 5,
    hintTerm: 1,
  };
  const [offer] = offersTo(3, solo.hear(refusal));
  assert.equal(offer?.snapshot.index, BASE);
  return solo;
}

function heard(committed: number, round = 1): Said {
  return { kind: "heartbeatReply", from: 3, term: 2, round, promise: 0, committed };
}

function status(word: "receiving" | "failed", index = BASE): Said {
  return { kind: "snapshotStatus", from: 3, term: 2, index, status: word };
}

describe("a leader that offered a snapshot", () => {
  it("offers it again after a heartbeat interval, if nothing was heard of it", () => {
    const solo = leader();
    assert.deepEqual(offersTo(3, solo.hear(heard(5))), [], "the offer may just be on its way");
    solo.now += 50;
    assert.equal(offersTo(3, solo.hear(heard(5))).length, 1);
    assert.deepEqual(offersTo(3, solo.hear(heard(5))), []);
  });

  it("offers the latest one, if the first offers were lost and the log has moved on", () => {
    const solo = leader();
    solo.host.takeSnapshot(solo.now);
    solo.now += 50;
    assert.equal(offersTo(3, solo.hear(heard(5)))[0]?.snapshot.index, BASE + 11);
  });

  it("leaves a follower alone that said to be fetching, and keeps the entries that it will need", () => {
    const solo = leader({ keptEntries: 4 });
    solo.hear(status("receiving"));
    solo.now += 50;
    assert.deepEqual(solo.hear(heard(5)), []);
    solo.host.takeSnapshot(solo.now);
    assert.equal(solo.status.base, BASE);
    solo.now += 50;
    assert.deepEqual(solo.hear(heard(5)), []);
  });

  it("offers it again to a follower whose process is there again: it may know nothing of it any more", () => {
    const solo = leader();
    solo.hear(status("receiving"));
    solo.now += 50;
    assert.deepEqual(solo.hear(heard(5)), []);
    solo.step({ kind: "peerConnected", replica: 2 });
    solo.now += 50;
    assert.deepEqual(solo.hear(heard(5)), [], "that was another one");
    solo.step({ kind: "peerConnected", replica: 3 });
    solo.now += 50;
    assert.equal(offersTo(3, solo.hear(heard(5)))[0]?.snapshot.index, BASE);
  });

  it("offers the latest one to a follower that is too slow for the entries to be kept", () => {
    const solo = leader();
    solo.hear(status("receiving"));
    solo.host.takeSnapshot(solo.now);
    assert.equal(solo.status.base, BASE + 11);
    solo.now += 50;
    assert.equal(offersTo(3, solo.hear(heard(5)))[0]?.snapshot.index, BASE + 11);
  });

  it("goes on from a snapshot that was installed though its ack was lost", () => {
    const solo = leader();
    solo.hear(status("receiving"));
    solo.now += 50;
    assert.deepEqual(solo.hear(heard(BASE)), []);
    assert.equal(stateOf(solo, 3), `probe 0 ${BASE + 1}`);
    solo.host.readEntries(solo.now);
    const [append] = solo.host.takeSent();
    assert.ok(append?.kind === "append" && append.to === 3 && append.prevIndex === BASE);
  });

  it("waits as long as there is progress, and asks anew what is needed once there is none", () => {
    const solo = leader({ snapshotTimeout: 200, checkQuorum: false });
    for (let count = 0; count < 5; count++) {
      solo.now += 150;
      solo.hear(status("receiving"));
      solo.pass(0);
    }
    assert.equal(stateOf(solo, 3), "snapshot 0 6");
    solo.pass(200);
    assert.equal(stateOf(solo, 3), "probe 0 1");
  });

  it("offers none as fast as a follower fails to fetch it", () => {
    const solo = leader();
    assert.deepEqual(offersTo(3, solo.hear(status("failed"))), []);
    assert.equal(stateOf(solo, 3), "probe 0 1");
    solo.now += 50;
    assert.equal(offersTo(3, solo.hear(heard(5))).length, 1);
  });

  it("does not listen to what is said of another one, or too late", () => {
    const solo = leader();
    solo.hear(status("failed", BASE - 1));
    assert.equal(stateOf(solo, 3), "snapshot 0 6");
    solo.hear(status("failed"), status("receiving"), status("failed"));
    assert.equal(stateOf(solo, 3), "probe 0 1");
  });

  it("needs none if the follower can go on from the log", () => {
    const solo = leader();
    solo.hear({ kind: "appendReply", from: 3, term: 2, accepted: true, index: BASE - 1, hintIndex: 0, hintTerm: 0 });
    assert.equal(stateOf(solo, 3), `snapshot ${BASE - 1} ${BASE}`, "not yet");
    solo.hear({ kind: "appendReply", from: 3, term: 2, accepted: true, index: BASE, hintIndex: 0, hintTerm: 0 });
    assert.equal(stateOf(solo, 3), `replicate ${BASE} ${BASE + 1}`);
  });

  it("is not told of a refusal from before", () => {
    const solo = leader();
    solo.hear({ kind: "appendReply", from: 3, term: 2, accepted: false, index: BASE + 9, hintIndex: 2, hintTerm: 1 });
    assert.equal(stateOf(solo, 3), "snapshot 0 6");
  });
});

describe("the log behind a snapshot", () => {
  it("keeps some entries for slightly slow followers", () => {
    const solo = leader({ keptEntries: 4 });
    solo.hear(status("failed"));
    solo.host.takeSnapshot(solo.now);
    assert.deepEqual([solo.status.snapshotIndex, solo.status.base], [BASE + 11, BASE + 7]);
  });

  it("is not released twice, nor for a snapshot that is not the latest", () => {
    const solo = leader();
    solo.host.takeSnapshot(solo.now);
    const before = solo.status;
    assert.equal(solo.host.raft.snapshotAt(BASE + 3), undefined);
    solo.step({ kind: "snapshotTaken", index: BASE + 3 });
    assert.deepEqual(solo.status, before);
  });

  it("holds what was applied, never more", () => {
    const solo = leader();
    assert.equal(solo.host.raft.snapshotAt(BASE + 99), undefined);
    assert.throws(() => solo.step({ kind: "snapshotTaken", index: BASE + 12 }), AssertionError);
  });
});

const snapshotConfiguration = configurationOf({ voters: [1, 2, 3], learners: [4] });
const snapshot = { index: BASE, term: 3, configuration: snapshotConfiguration };
const machine = { ...NOTHING_APPLIED, applied: BASE };

function offer(index = BASE, from = 1): Said {
  return { kind: "snapshotOffer", from, term: 4, snapshot: { ...snapshot, index } };
}

/** It has two entries, was offered the snapshot, and fetches it. */
function follower(): Solo {
  const entries = [command(1, 1), command(2, 1)];
  const solo = new Solo({ id: 3 }, diskWith({ configuration, entries, hardState: { term: 4, commit: 1 } }));
  solo.host.applyCommitted(solo.now);
  solo.hear(offer());
  assert.deepEqual(solo.host.fetching, { from: 1, snapshot });
  return solo;
}

describe("a follower that installs a snapshot", () => {
  it("switches its state machine once the batch with the snapshot is durable, and acknowledges it only then", () => {
    const solo = follower();
    solo.host.receiveSnapshot(solo.now, machine);
    assert.deepEqual(solo.host.takeSent(), []);
    assert.deepEqual(solo.host.writes[0]?.persist.snapshot, snapshot);
    assert.equal(solo.host.machine.applied, 0, "it still runs on the old state");
    assert.equal(solo.host.committed, 1, "of the new log nothing may be applied yet");
    assert.deepEqual(
      [solo.status.committed, solo.status.base, solo.status.configuration],
      [BASE, BASE, snapshotConfiguration],
    );
    const [ack] = solo.sync();
    assert.ok(ack?.kind === "appendReply" && ack.accepted && ack.index === BASE);
    assert.deepEqual(solo.host.machine, machine);
    assert.equal(solo.host.committed, BASE);
  });

  it("can be restarted at any moment in between", () => {
    const whole = follower();
    const lives: MemoryHost[] = [];
    const restart = (host: MemoryHost, survivingWrites: number): void => {
      const again = new MemoryHost(createConfig({ id: 3 }), host.crash(survivingWrites), new SeededRandom(1), 0);
      lives.push(again);
    };
    restart(whole.host, 0);
    whole.host.receiveSnapshot(whole.now, machine);
    restart(whole.host, 0);
    restart(whole.host, 1);
    whole.sync();
    restart(whole.host, 0);
    whole.host.applyCommitted(whole.now);
    restart(whole.host, 0);
    assert.deepEqual(
      lives.map(({ raft, machine: { applied } }) => [raft.status.base, raft.status.committed, applied]),
      [
        [0, 1, 0],
        [0, 1, 0],
        [BASE, BASE, BASE],
        [BASE, BASE, BASE],
        [BASE, BASE, BASE],
      ],
    );
  });

  it("tells its leader how it goes on, and that it failed", () => {
    const solo = follower();
    solo.step({ kind: "snapshotProgress", index: BASE });
    assert.deepEqual(solo.host.takeSent(), [{ ...status("receiving"), term: 4, to: 1 }]);
    solo.host.failSnapshot(solo.now);
    assert.deepEqual(solo.host.takeSent(), [{ ...status("failed"), term: 4, to: 1 }]);
  });

  it("tells nobody, if it knows no leader", () => {
    const solo = follower();
    solo.hear({ kind: "voteReply", from: 2, term: 5, pre: false, granted: false });
    solo.step({ kind: "snapshotProgress", index: BASE });
    assert.deepEqual(solo.sync(), []);
  });

  it("fetches one at a time: a later one takes the place of an earlier one, not the other way round", () => {
    const solo = follower();
    solo.hear(offer(BASE), offer(BASE - 10));
    assert.deepEqual(solo.host.fetching, { from: 1, snapshot });
    solo.hear(offer(BASE + 10));
    assert.deepEqual(solo.host.fetching, { from: 1, snapshot: { ...snapshot, index: BASE + 10 } });
  });

  it("does not listen to its host about another snapshot", () => {
    const solo = follower();
    const before = solo.host.raft.encode();
    solo.step({ kind: "snapshotProgress", index: BASE + 1 });
    solo.step({ kind: "snapshotFailed", index: BASE + 1 });
    solo.step({ kind: "snapshotReceived", index: BASE + 1 });
    assert.deepEqual(solo.host.raft.encode(), before);
    assert.deepEqual(solo.host.takeSent(), []);
  });

  it("stops fetching what it has by now", () => {
    const entries = Array.from({ length: BASE }, (_, position) => command(position + 1, 3));
    const solo = follower();
    solo.hear({ kind: "append", from: 1, term: 4, prevIndex: 0, prevTerm: 0, entries, commit: BASE - 1 });
    assert.equal(solo.host.fetching?.snapshot.index, BASE, "the last one is not known to be committed");
    solo.hear({ kind: "append", from: 1, term: 4, prevIndex: BASE, prevTerm: 3, entries: [], commit: BASE });
    assert.equal(solo.host.fetching, undefined);
    solo.sync();
    assert.deepEqual(
      solo.hear(offer()).map(({ kind }) => kind),
      ["appendReply"],
    );
  });

  it("keeps a log that has reached the snapshot while it was fetched, and tells its host that it is not needed", () => {
    const entries = Array.from({ length: BASE }, (_, position) => command(position + 1, 3));
    const solo = follower();
    solo.hear({ kind: "append", from: 1, term: 4, prevIndex: 0, prevTerm: 0, entries, commit: 0 });
    const output = takeReceived(solo);
    assert.deepEqual([output.fetch, output.install], ["stop", undefined]);
    assert.deepEqual([solo.status.base, solo.status.lastIndex, solo.status.committed], [0, BASE, BASE]);
  });
});

function takeReceived(solo: Solo): ReturnType<Solo["host"]["raft"]["drain"]> {
  const { raft } = solo.host;
  raft.step({ kind: "snapshotReceived", now: solo.now, index: BASE });
  return raft.drain();
}

describe("a group", () => {
  it("brings a follower back whose ack of a snapshot was lost, without a second one", () => {
    const group = new Group(configuration, { keptEntries: 20 });
    group.elect(1);
    group.propose(1, 10);
    group.run(60);
    group.down.add(3);
    group.propose(1, 100);
    group.run(60);
    group.host(1).takeSnapshot(group.now);
    group.down.delete(3);
    group.forgetMessages();
    group.fetchHeld.add(3);
    group.run(200);
    const { machine: fetched, snapshot: first } = group.host(1).disk;
    assert.equal(group.host(3).fetching?.snapshot.index, first.index);

    group.propose(1, 10);
    group.settle();
    group.host(1).takeSnapshot(group.now);
    group.loses = ({ from, kind }) => from === 3 && kind === "appendReply";
    group.host(3).receiveSnapshot(group.now, fetched);
    group.settle();
    group.loses = () => false;
    group.run(200);
    assert.equal(group.host(3).fetching, undefined);
    assert.equal(group.status(3).committed, group.status(1).lastIndex);
  });
});
