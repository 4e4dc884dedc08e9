import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseGoDuration } from "./go-duration.js";

const good: readonly [text: string, milliseconds: number][] = [
  ["0", 0],
  ["100ms", 100],
  ["1h0m0s", 3_600_000],
  ["1.5h", 5_400_000],
  [".5s", 500],
  ["1.s", 1_000],
  ["1µs", 0.001],
  ["1μs", 0.001],
  ["1us", 0.001],
  ["1000000ns", 1],
  ["-5s", -5_000],
  ["+5s", 5_000],
  ["1m30s", 90_000],
  ["72h", 259_200_000],
];

const bad = ["", "5", "s", ".", "1", "1 s", "1s ", "1d", "--1s", "1s-1s", "1e3s", "0x1s", "1sm", "١s"];

void describe("parseGoDuration", () => {
  for (const [text, milliseconds] of good) {
    it(`reads ${text}`, () => {
      assert.ok(Math.abs((parseGoDuration(text) ?? NaN) - milliseconds) < 1e-9);
    });
  }
  for (const text of bad) {
    it(`refuses "${text}"`, () => {
      assert.equal(parseGoDuration(text), undefined);
    });
  }
});
