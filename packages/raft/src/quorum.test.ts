import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { majorityOf, majorityReached, quorumReached, voteResult } from "./quorum.js";

const itself = (value: number): number => value;

describe("majorityOf", () => {
  for (const [count, majority] of [
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [64, 33],
  ] as const) {
    it(`of ${count} is ${majority}`, () => {
      assert.equal(majorityOf(count), majority);
    });
  }
});

describe("majorityReached", () => {
  for (const [reached, majority] of [
    [[], Infinity],
    [[7], 7],
    [[3, 9], 3],
    [[9, 1, 5], 5],
    [[4, 4, 4], 4],
    [[8, 1, 6, 2], 2],
    [[5, 1, 4, 2, 3], 3],
    [[2 ** 52 + 1, 2 ** 52, 0], 2 ** 52],
  ] as const) {
    it(`of [${reached.join(", ")}] is ${majority}`, () => {
      assert.equal(majorityReached(reached, itself), majority);
    });
  }

  it("agrees with sorting, for every way in which five voters can stand", () => {
    for (let number = 0; number < 3 ** 5; number++) {
      const reached = [1, 3, 9, 27, 81].map((scale) => Math.floor(number / scale) % 3);
      const third = reached.toSorted((a, b) => b - a)[2];
      assert.equal(majorityReached(reached, itself), third, reached.join(" "));
    }
  });
});

describe("quorumReached", () => {
  it("is what both halves have reached", () => {
    assert.equal(quorumReached([9, 9, 1], [2, 5, 4], itself), 4);
    assert.equal(quorumReached([2, 5, 4], [9, 9, 1], itself), 4);
  });

  it("asks nothing of an empty half", () => {
    assert.equal(quorumReached([9, 9, 1], [], itself), 9);
  });
});

describe("voteResult", () => {
  const votes = (granted: readonly number[], refused: readonly number[]): Map<number, boolean> =>
    new Map([...granted.map((id) => [id, true] as const), ...refused.map((id) => [id, false] as const)]);

  for (const [granted, refused, result] of [
    [[1], [], "pending"],
    [[1], [2], "pending"],
    [[1, 3], [2], "won"],
    [[1], [2, 3], "lost"],
    [[1, 8, 9], [], "pending"],
  ] as const) {
    it(`of three voters, for ${granted.join(" ")} against ${refused.join(" ") || "nobody"}: ${result}`, () => {
      assert.equal(voteResult([1, 2, 3], [], votes(granted, refused)), result);
    });
  }

  it("needs both halves to win, and one to lose", () => {
    assert.equal(voteResult([1, 2, 3], [3, 4, 5], votes([1, 2], [])), "pending");
    assert.equal(voteResult([1, 2, 3], [3, 4, 5], votes([1, 3, 4], [])), "won");
    assert.equal(voteResult([1, 2, 3], [3, 4, 5], votes([1, 2], [4, 5])), "lost");
    assert.equal(voteResult([1, 2, 3], [3, 4, 5], votes([4, 5], [1, 2])), "lost");
  });

  it("is lost once half of an even number has refused", () => {
    assert.equal(voteResult([1, 2, 3, 4], [], votes([1], [2, 3])), "lost");
  });
});
