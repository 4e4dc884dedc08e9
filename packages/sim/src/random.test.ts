import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "./random.js";

void describe("SeededRandom", () => {
  it("draws numbers below every limit that there is", () => {
    const random = new SeededRandom(1);
    for (const limit of [1, 2, 3, 2 ** 31 + 1, 2 ** 32]) {
      const drawn = Array.from({ length: 100 }, () => random.below(limit));
      assert.ok(drawn.every((number) => Number.isInteger(number) && number >= 0 && number < limit));
    }
  });

  it("refuses limits that it could look below for ever", () => {
    const random = new SeededRandom(1);
    for (const limit of [0, -1, 1.5, Number.NaN, Infinity, 2 ** 32 + 1]) {
      assert.throws(() => random.below(limit), RangeError, limit.toString());
    }
    assert.throws(() => random.pick([]), /nothing to pick from/);
  });
});
