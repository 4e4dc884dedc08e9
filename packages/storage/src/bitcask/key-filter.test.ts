import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KeyFilter } from "./key-filter.js";

const keyOf = (i: number): Uint8Array => Buffer.from(`key ${i}`);

describe("a key filter", () => {
  it("holds nothing when nothing was added", () => {
    const filter = new KeyFilter();
    assert.equal(filter.mayHold(keyOf(1)), true, "as long as more may be added");
    filter.finish();
    assert.equal(filter.mayHold(keyOf(1)), false);
  });

  for (const count of [1, 7, 64, 65, 20_000]) {
    it(`knows all of ${count} keys, and takes few others for one of them`, () => {
      const filter = new KeyFilter();
      for (let i = 0; i < count; i++) filter.add(keyOf(i));
      filter.finish();
      filter.add(keyOf(-1));
      for (let i = 0; i < count; i++) assert.equal(filter.mayHold(keyOf(i)), true);
      let wrong = 0;
      for (let i = count; i < count + 10_000; i++) if (filter.mayHold(keyOf(i))) wrong++;
      assert.ok(wrong <= 200, `${wrong} of 10,000`);
    });
  }
});
