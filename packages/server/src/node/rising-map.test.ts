import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RisingMap } from "./rising-map.js";

/** What is done to the number so far behind the highest one; `rise` is by how much that rises first. */
const step = fc.record({ rise: fc.nat(40), behind: fc.nat(300), deletes: fc.boolean() });

for (const first of [0, 2 ** 31 - 50, 2 ** 32 - 50, 2 ** 52 - 50]) {
  test(`numbers that rise from ${first} are found until they are deleted`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const map = new RisingMap<string>();
        const model = new Map<number, string>();
        let highest = first;
        for (const [i, { rise, behind, deletes }] of steps.entries()) {
          highest += rise;
          const number = Math.max(first, highest - behind);
          if (deletes) {
            map.delete(number);
            model.delete(number);
          } else {
            map.set(number, `value ${i}`);
            model.set(number, `value ${i}`);
          }
          assert.equal(map.get(number), model.get(number));
          assert.equal(map.size, model.size);
        }
        for (const [number, value] of model) assert.equal(map.get(number), value);
        const inOrder = [...model].sort(([one], [other]) => one - other).map(([, value]) => value);
        assert.deepEqual(map.all(), inOrder);
        const isOdd = (value: string): boolean => /[13579]$/.test(value);
        assert.deepEqual(map.where(isOdd), inOrder.filter(isOdd));
      }),
    );
  });
}
