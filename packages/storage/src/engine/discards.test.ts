import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { Discards } from "./discards.js";

void describe("what is discarded", () => {
  for (const origin of [0, 2 ** 31 - 500, 2 ** 32 - 500, 2 ** 52 - 500]) {
    it(`is taken away in the order of append, whatever the order in which it was discarded, from ${origin} on`, () => {
      const random = new SeededRandom(7);
      const discards = new Discards();
      const left: number[] = [];
      for (let i = 0; i < 5_000; i++) {
        if (random.below(5) < 3) {
          const place = origin + random.below(1_000);
          discards.add(place);
          left.push(place);
        } else {
          left.sort((a, b) => a - b);
          assert.equal(discards.takeFirst(), left.shift());
        }
      }
      left.sort((a, b) => a - b);
      for (const place of left) assert.equal(discards.takeFirst(), place);
      assert.equal(discards.takeFirst(), undefined);
    });
  }

  it("is so, too, where there is much of it, and after it has all been taken away", () => {
    const random = new SeededRandom(7);
    const discards = new Discards();
    for (const count of [100_000, 2 ** 14, 1]) {
      const places = Array.from({ length: count }, () => random.below(2 ** 32));
      for (const place of places) discards.add(place);
      for (const place of places.sort((a, b) => a - b)) if (discards.takeFirst() !== place) assert.fail(`not ${place}`);
      assert.equal(discards.takeFirst(), undefined);
    }
  });
});
