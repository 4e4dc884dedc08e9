import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LeaseNumbers } from "./lease-numbers.js";

void describe("the numbers of leases", () => {
  it("stand for all 64 bits of an id, as long as a version has it", () => {
    const numbers = new LeaseNumbers();
    const ids = [7, -1, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n)];
    const taken = ids.map((id) => numbers.take(id));
    assert.equal(new Set(taken).size, ids.length);
    assert.deepEqual(
      taken.map((number) => numbers.idOf(number)),
      ids,
    );
    assert.equal(numbers.take(7), taken[0]);
  });

  it("are used again once no version has the lease", () => {
    const numbers = new LeaseNumbers();
    const first = numbers.take(1);
    numbers.take(1);
    numbers.give(first);
    assert.notEqual(numbers.take(2), first);
    numbers.give(first);
    assert.equal(numbers.take(3), first);
    assert.equal(numbers.idOf(first), 3);
  });

  it("are 0 without a lease", () => {
    const numbers = new LeaseNumbers();
    assert.equal(numbers.take(0), 0);
    numbers.give(0);
    assert.equal(numbers.idOf(0), 0);
  });
});
