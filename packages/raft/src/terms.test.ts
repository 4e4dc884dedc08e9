import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AssertionError } from "./assert.js";
import { Terms } from "./terms.js";

/** The entries 11 to 13 are of term 2, 14 and 15 of term 5, 16 and those behind it of term 6. */
function example(base = 10, step = 0): Terms {
  return new Terms(base, 2 + step, [
    { first: base + 4, term: 5 + step },
    { first: base + 6, term: 6 + step },
  ]);
}

describe("Terms.at", () => {
  it("finds the run of every index, the base included", () => {
    const terms = example();
    assert.deepEqual(
      [10, 11, 13, 14, 15, 16, 99].map((index) => terms.at(index)),
      [2, 2, 2, 5, 5, 6, 6],
    );
  });

  for (const base of [2 ** 31 - 3, 2 ** 32 - 3, 2 ** 52 - 3]) {
    it(`finds them around ${base}, too`, () => {
      const terms = example(base, base);
      assert.deepEqual(
        [0, 3, 4, 5, 6].map((offset) => terms.at(base + offset) - base),
        [2, 2, 5, 5, 6],
      );
    });
  }

  it("agrees with a plain list, whatever the runs are", () => {
    const list = [1, 1, 2, 4, 4, 4, 5, 8, 8, 9];
    const terms = new Terms(0, 0, []);
    for (const [position, term] of list.entries()) terms.append(position + 1, term);
    assert.deepEqual(
      list.map((_, position) => terms.at(position + 1)),
      list,
    );
    assert.equal(terms.runs.length, 6);
  });

  it("knows nothing before the base", () => {
    assert.throws(() => example().at(9), AssertionError);
  });
});

describe("Terms.append", () => {
  it("begins a run only with a new term", () => {
    const terms = example();
    terms.append(17, 6);
    assert.equal(terms.runs.length, 2);
    terms.append(18, 7);
    assert.deepEqual(terms.runs.at(-1), { first: 18, term: 7 });
  });

  it("takes no falling term, nor an index twice", () => {
    assert.throws(() => {
      example().append(17, 5);
    }, AssertionError);
    assert.throws(() => {
      example().append(16, 7);
    }, AssertionError);
  });
});

describe("Terms.lastWithTermAtMost (§5.3: a whole term is skipped at a time)", () => {
  for (const [index, term, found] of [
    [18, 6, 18],
    [18, 9, 18],
    [18, 5, 15],
    [15, 5, 15],
    [14, 5, 14],
    [18, 4, 13],
    [18, 2, 13],
    [12, 2, 12],
    [18, 1, 9],
    [10, 2, 10],
  ] as const) {
    it(`up to ${index}, of term ${term} at most: ${found}`, () => {
      assert.equal(example().lastWithTermAtMost(index, term), found);
    });
  }
});

describe("Terms.truncateAfter, Terms.compact", () => {
  it("forget the runs behind an index", () => {
    const terms = example();
    terms.truncateAfter(14);
    assert.equal(terms.lastTerm, 5);
    assert.equal(terms.lastFirst, 14);
    terms.truncateAfter(13);
    assert.equal(terms.lastTerm, 2);
    assert.equal(terms.lastFirst, 10);
  });

  it("forget the runs before an index", () => {
    const terms = example();
    terms.compact(14);
    assert.deepEqual([terms.base, terms.baseTerm], [14, 5]);
    assert.deepEqual(terms.runs, [{ first: 16, term: 6 }]);
    assert.equal(terms.at(15), 5);
    terms.compact(20);
    assert.deepEqual([terms.base, terms.baseTerm, terms.runs], [20, 6, []]);
  });
});
