import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstAttempt, ForwardedReads } from "./forwarded-reads.js";

describe("ForwardedReads", () => {
  it("asks for all reads of a turn under one number, and for later ones under the next", () => {
    const reads = new ForwardedReads(100);
    reads.add(1);
    reads.add(2);
    assert.equal(reads.startAttempt(150), 101);
    reads.add(3);
    assert.equal(reads.startAttempt(160), 102);
    assert.deepEqual(reads.answered(101), [1, 2]);
    assert.equal(reads.retryAt, 160);
    assert.deepEqual(reads.answered(102), [3]);
    assert.deepEqual([reads.count, reads.retryAt], [0, Infinity]);
  });

  it("takes an answer for everything that was asked before", () => {
    const reads = new ForwardedReads(100);
    reads.add(1);
    reads.startAttempt(150);
    reads.add(2);
    reads.startAttempt(150);
    reads.add(3);
    assert.deepEqual(reads.answered(102), [1, 2]);
    assert.deepEqual(reads.answered(101), [], "late, and answered already");
    assert.equal(reads.count, 1);
  });

  it("believes no answer to an attempt that it did not make", () => {
    const reads = new ForwardedReads(100);
    reads.add(1);
    reads.startAttempt(150);
    assert.deepEqual(reads.answered(102), []);
    assert.deepEqual(reads.answered(100), []);
    assert.equal(reads.count, 1);
  });

  it("does not grow by asking again and again", () => {
    const reads = new ForwardedReads(100);
    reads.add(1);
    for (let retry = 0; retry < 1_000; retry++) reads.startAttempt(150 + retry);
    assert.equal(reads.asked.length, 1);
    assert.equal(reads.attempt, 1_100);
    assert.deepEqual(reads.answered(1_100), [1]);
  });

  it("knows what it holds, asked or not", () => {
    const reads = new ForwardedReads(100);
    assert.ok(!reads.holds(1));
    reads.add(1);
    assert.ok(reads.holds(1));
    reads.startAttempt(150);
    assert.ok(reads.holds(1));
    assert.ok(!reads.holds(2));
    reads.answered(101);
    assert.ok(!reads.holds(1));
  });

  it("gives up everything at once, and takes no answer to it", () => {
    const reads = new ForwardedReads(100);
    reads.add(1);
    reads.startAttempt(150);
    reads.add(2);
    assert.deepEqual(reads.drop(), [1, 2]);
    assert.deepEqual([reads.count, reads.retryAt], [0, Infinity]);
    assert.deepEqual(reads.answered(101), []);
  });
});

describe("firstAttempt", () => {
  it("takes 48 bits of chance, and leaves room to count", () => {
    assert.equal(firstAttempt({ below: () => 0 }), 0);
    assert.equal(firstAttempt({ below: (limit) => limit - 1 }), 2 ** 48 - 1);
    const halves = [1, 2];
    assert.equal(firstAttempt({ below: () => halves.shift() ?? 0 }), 2 ** 24 + 2);
  });
});
