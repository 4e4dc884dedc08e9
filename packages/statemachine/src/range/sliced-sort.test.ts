import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Dice } from "../model/dice.test-helper.js";
import { SlicedSort } from "./sliced-sort.js";

interface Item {
  readonly rank: number;
  readonly number: number;
}

void describe("a sort in slices", () => {
  it("sorts lists of any length as any other stable sort, in slices of any size", () => {
    const dice = new Dice(3);
    for (let length = 0; length < 140; length++) {
      const list = Array.from({ length }, (_, number): Item => ({ rank: dice.below(20), number }));
      const compare = (a: Item, b: Item): number => a.rank - b.rank;
      const sorting = new SlicedSort(list, compare);
      while (sorting.step(1 + dice.below(9)));
      assert.deepEqual(sorting.sorted, list.toSorted(compare));
    }
  });

  it("moves no more in a slice than it was told to", () => {
    let compared = 0;
    const sorting = new SlicedSort([3, 1, 2, 5, 4, 9, 8, 7], (a, b) => {
      compared++;
      return a - b;
    });
    assert.equal(sorting.step(5), true);
    assert.ok(compared <= 5, `${compared} were compared`);
  });
});
