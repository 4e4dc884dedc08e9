import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import { ENTRY_OVERHEAD_BYTES } from "./limits.js";
import { Log } from "./log.js";
import { command } from "./testing/index.js";

const SIZE = 36;
const BYTES = ENTRY_OVERHEAD_BYTES + SIZE;

/** Behind 10, of term 1, the entries 11 to 15 of term 2, all of them in memory and none durable. */
function example(base = 10): Log {
  const log = new Log(base, 1);
  for (let index = base + 1; index <= base + 5; index++) log.append(command(index, 2, SIZE));
  return log;
}

function indexes(log: Log, from: number, last: number, bytesMax = Infinity): number[] | undefined {
  return log.slice(from, last, bytesMax)?.map(({ index }) => index);
}

describe("Log", () => {
  it("begins where it was restored, with nothing in memory", () => {
    const log = new Log(10, 1, 15, [{ first: 13, term: 3 }]);
    assert.deepEqual([log.base, log.last, log.persisted, log.tailFirst, log.lastTerm], [10, 15, 15, 16, 3]);
    assert.deepEqual([log.termAt(9), log.termAt(10), log.termAt(12), log.termAt(15)], [undefined, 1, 1, 3]);
    assert.equal(log.termAt(16), undefined);
    assert.equal(log.at(15), undefined);
    assert.equal(log.slice(15, 15, Infinity), undefined);
  });

  it("is not restored with an end before its beginning, nor with a term behind its end", () => {
    assert.throws(() => new Log(10, 1, 9), AssertionError);
    assert.throws(() => new Log(10, 1, 12, [{ first: 13, term: 3 }]), AssertionError);
  });

  it("grows without gaps, and with terms that never fall", () => {
    const log = example();
    assert.throws(() => {
      log.append(command(17, 2));
    }, AssertionError);
    assert.throws(() => {
      log.append(command(16, 1));
    }, AssertionError);
    log.append(command(16, 3));
    assert.deepEqual([log.last, log.lastTerm], [16, 3]);
  });

  for (const base of [2 ** 31 - 3, 2 ** 32 - 3, 2 ** 52 - 3]) {
    it(`crosses ${base + 3} like any other index`, () => {
      const log = example(base);
      log.persistedTo(base + 5);
      assert.equal(log.at(base + 4)?.index, base + 4);
      assert.deepEqual(indexes(log, base + 2, base + 4), [base + 2, base + 3, base + 4]);
      log.truncateAfter(base + 4);
      log.compact(base + 2);
      assert.deepEqual([log.base, log.tailFirst, log.last], [base + 2, base + 3, base + 4]);
    });
  }
});

describe("Log.slice", () => {
  it("gives at least one entry, and stops before the bytes are too many", () => {
    const log = example();
    assert.deepEqual(indexes(log, 11, 15), [11, 12, 13, 14, 15]);
    assert.deepEqual(indexes(log, 12, 13), [12, 13]);
    assert.deepEqual(indexes(log, 11, 15, 2 * BYTES), [11, 12]);
    assert.deepEqual(indexes(log, 11, 15, 3 * BYTES - 1), [11, 12]);
    assert.deepEqual(indexes(log, 11, 15, 1), [11]);
    assert.deepEqual(indexes(log, 16, 15), []);
  });

  it("gives the very entries, and the same array to all who want the same", () => {
    const log = example();
    const slice = log.slice(12, 14, Infinity);
    assert.equal(slice?.[0], log.at(12));
    assert.equal(log.slice(12, 14, Infinity), slice);
    log.forgetSlice();
    assert.notEqual(log.slice(12, 14, Infinity), slice);
  });

  it("gives no array that another leader's entries have overtaken", () => {
    const log = example();
    log.slice(14, 15, Infinity);
    log.truncateAfter(13);
    log.append(command(14, 3));
    log.append(command(15, 3));
    assert.deepEqual(
      log.slice(14, 15, Infinity)?.map(({ term }) => term),
      [3, 3],
    );
  });
});

describe("Log.truncateAfter", () => {
  it("takes entries, bytes, terms and durability back", () => {
    const log = example();
    log.append(command(16, 3, SIZE));
    log.persistedTo(16);
    log.truncateAfter(13);
    assert.deepEqual([log.last, log.lastTerm, log.persisted, log.tailBytes], [13, 2, 13, 3 * BYTES]);
  });

  it("reaches behind what is in memory", () => {
    const log = example();
    log.persistedTo(15);
    log.evict(13, 0);
    assert.equal(log.tailFirst, 14);
    log.truncateAfter(12);
    assert.deepEqual([log.last, log.tailFirst, log.tailBytes], [12, 13, 0]);
    assert.equal(log.at(12), undefined);
  });

  it("truncates only what is there", () => {
    assert.throws(() => {
      example().truncateAfter(15);
    }, AssertionError);
    assert.throws(() => {
      example().truncateAfter(9);
    }, AssertionError);
  });
});

describe("what leaves memory", () => {
  it("are the oldest entries, until the rest fits", () => {
    const log = example();
    log.persistedTo(15);
    log.evict(15, 2 * BYTES);
    assert.deepEqual([log.tailFirst, log.tailBytes], [14, 2 * BYTES]);
    log.evict(14, 0);
    assert.equal(log.tailFirst, 15);
    log.evict(15, 0);
    assert.deepEqual([log.tailFirst, log.tailBytes], [16, 0]);
    log.evict(15, 0);
    assert.equal(log.termAt(12), 2, "its term is still known");
  });

  it("is everything up to a snapshot", () => {
    const log = example();
    log.persistedTo(14);
    log.compact(12);
    assert.deepEqual([log.base, log.tailFirst, log.tailBytes], [12, 13, 3 * BYTES]);
    assert.equal(log.termAt(11), undefined);
    assert.throws(() => {
      log.compact(15);
    }, AssertionError);
  });
});

describe("Log.persistedTo", () => {
  it("never falls, and never passes the end", () => {
    const log = example();
    log.persistedTo(14);
    log.persistedTo(12);
    assert.equal(log.persisted, 14);
    assert.throws(() => {
      log.persistedTo(16);
    }, AssertionError);
  });
});

describe("Log.lastWithTermAtMost", () => {
  it("looks no further than the log's end", () => {
    assert.equal(example().lastWithTermAtMost(99, 2), 15);
    assert.equal(example().lastWithTermAtMost(99, 1), 10);
    assert.equal(example().lastWithTermAtMost(99, 0), 9);
  });
});
