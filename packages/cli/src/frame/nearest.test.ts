import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearest } from "./nearest.js";

const words = ["get", "put", "watch", "compaction", "member"];

const guesses: readonly [written: string, meant: string | undefined][] = [
  ["gte", "get"],
  ["wach", "watch"],
  ["wattch", "watch"],
  ["memebr", "member"],
  ["compact", "compaction"],
  ["x", undefined],
  ["", undefined],
  ["sunshine", undefined],
];

void describe("the nearest word", () => {
  for (const [written, meant] of guesses) {
    void it(`to "${written}" is ${meant ?? "none"}`, () => assert.equal(nearest(written, words), meant));
  }
});
