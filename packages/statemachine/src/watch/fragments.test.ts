import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fragments } from "./fragments.js";

void describe("fragments", () => {
  const cut = (...sizes: number[]): number[][] => fragments(sizes, 10, (size) => size);

  it("fills each part as far as it goes, in order", () => {
    assert.deepEqual(cut(5, 5, 1, 9, 2), [[5, 5], [1, 9], [2]]);
  });

  it("gives what is too big a part of its own", () => {
    assert.deepEqual(cut(1, 50, 1), [[1], [50], [1]]);
  });

  it("makes nothing of nothing", () => {
    assert.deepEqual(cut(), []);
  });
});
