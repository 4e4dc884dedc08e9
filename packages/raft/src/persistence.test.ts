import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import { Log } from "./log.js";
import type { AppendReply, HeartbeatReply, Message, VoteReply } from "./message.js";
import { Persistence } from "./persistence.js";
import { command, votersOf } from "./testing/index.js";

const HARD_STATE = { term: 5, vote: 0, commit: 0 };

function logUpTo(last: number): Log {
  const log = new Log(0, 0);
  for (let index = 1; index <= last; index++) log.append(command(index, 5));
  return log;
}

describe("Persistence.batch", () => {
  it("hands over each entry once, and a changed hard state", () => {
    const persistence = new Persistence(1);
    const log = logUpTo(3);
    assert.deepEqual(
      persistence.batch(log, HARD_STATE)?.entries.map(({ index }) => index),
      [1, 2, 3],
    );
    assert.equal(persistence.batch(log, HARD_STATE), undefined);
    persistence.hardStateChanged();
    const batch = persistence.batch(log, { ...HARD_STATE, vote: 2 });
    assert.deepEqual([batch?.ticket, batch?.hardState.vote, batch?.entries], [2, 2, []]);
  });

  it("writes again what was truncated and replaced", () => {
    const persistence = new Persistence(1);
    const log = logUpTo(4);
    persistence.batch(log, HARD_STATE);
    log.truncateAfter(2);
    persistence.logTruncated(2);
    log.append(command(3, 6));
    assert.deepEqual(persistence.batch(log, HARD_STATE)?.entries, [command(3, 6)]);
  });
});

describe("Persistence.persisted", () => {
  it("says how far the log is durable; a later ticket covers the earlier ones", () => {
    const persistence = new Persistence(1);
    const log = logUpTo(2);
    persistence.batch(log, HARD_STATE);
    log.append(command(3, 5));
    persistence.batch(log, HARD_STATE);
    assert.equal(persistence.persisted(2).last, 3);
    assert.equal(persistence.persisted(1).last, 0, "nothing new");
  });

  it("counts no entry that was truncated while the disk wrote it", () => {
    const persistence = new Persistence(1);
    const log = logUpTo(4);
    persistence.batch(log, HARD_STATE);
    log.truncateAfter(2);
    persistence.logTruncated(2);
    log.append(command(3, 6));
    persistence.batch(log, HARD_STATE);
    assert.equal(persistence.persisted(1).last, 2);
    assert.equal(persistence.persisted(2).last, 3);
  });

  it("counts nothing of a log that a snapshot has replaced", () => {
    const persistence = new Persistence(1);
    persistence.batch(logUpTo(4), HARD_STATE);
    const snapshot = { index: 9, term: 5, configuration: votersOf(1) };
    persistence.logReplaced(snapshot);
    const batch = persistence.batch(new Log(9, 5), HARD_STATE);
    assert.deepEqual([batch?.snapshot, batch?.entries], [snapshot, []]);
    assert.equal(persistence.persisted(1).last, 0);
    assert.ok(!persistence.settled);
    persistence.persisted(2);
    assert.ok(persistence.settled);
  });

  it("is not told of what was never asked for", () => {
    assert.throws(() => new Persistence(1).persisted(1), AssertionError);
  });
});

describe("Persistence.hold", () => {
  const vote: VoteReply = { kind: "voteReply", from: 2, to: 1, term: 5, pre: false, granted: true };
  const ack: AppendReply = {
    kind: "appendReply",
    from: 2,
    to: 1,
    term: 5,
    accepted: false,
    index: 9,
    hintIndex: 1,
    hintTerm: 1,
  };
  const heard: HeartbeatReply = { kind: "heartbeatReply", from: 2, to: 1, term: 5, round: 1, promise: 0, committed: 0 };

  function released(...held: readonly Message[]): readonly Message[] {
    const persistence = new Persistence(1);
    persistence.hardStateChanged();
    for (const message of held) persistence.hold(message);
    persistence.batch(new Log(0, 0), HARD_STATE);
    return persistence.persisted(1).released;
  }

  it("keeps a message until the latest hard state is durable", () => {
    const persistence = new Persistence(1);
    const log = new Log(0, 0);
    persistence.hardStateChanged();
    persistence.hold(vote);
    persistence.batch(log, HARD_STATE);
    persistence.hardStateChanged();
    assert.deepEqual(persistence.persisted(1).released, []);
    persistence.batch(log, HARD_STATE);
    assert.deepEqual(persistence.persisted(2).released, [vote]);
    assert.deepEqual(persistence.persisted(2).released, [], "once");
  });

  it("keeps the latest of each kind and receiver, so that a slow disk gathers no queue", () => {
    const later = { ...heard, round: 2 };
    const other = { ...heard, to: 3 };
    assert.deepEqual(released(heard, other, ack, later), [other, ack, later]);
  });

  it("never lets an answer to a PreVote, or to an older request, take the place of a vote", () => {
    for (const refusal of [
      { ...vote, pre: true, granted: false, term: 4 },
      { ...vote, granted: false },
    ]) {
      assert.deepEqual(released(vote, refusal), [vote, refusal]);
      assert.deepEqual(released(refusal, vote), [refusal, vote]);
    }
  });
});
