import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { keyRangeOf } from "../range/key-range.js";
import { MergedRanges } from "./merged-ranges.js";

interface Letters {
  readonly key: string;
  readonly rangeEnd: string;
}

const requested = ({ key, rangeEnd }: Letters) => ({ key: bytesOf(key), rangeEnd: bytesOf(rangeEnd) });
const merged = (...ranges: Letters[]) =>
  new MergedRanges(ranges.map(({ key, rangeEnd }) => keyRangeOf(bytesOf(key), bytesOf(rangeEnd))));

const endOf = ({ key, rangeEnd }: Letters): string | undefined => {
  if (rangeEnd === "\0") return undefined;
  return rangeEnd === "" ? `${key}\0` : rangeEnd;
};
const holds = (range: Letters, key: string): boolean => {
  const end = endOf(range);
  return key >= range.key && (end === undefined || key < end);
};

/**
 * Between two neighbours among all begins and ends, keys are alike: it is enough to look at the first of each stretch that the
 * request meets.
 */
function isCovered(granted: readonly Letters[], request: Letters): boolean {
  const stretches = [request, ...granted].flatMap((range) => [range.key, endOf(range) ?? range.key]);
  return stretches.filter((key) => holds(request, key)).every((key) => granted.some((range) => holds(range, key)));
}

void describe("MergedRanges", () => {
  void it("grants a range over permissions that overlap or touch, not over a gap", () => {
    const ranges = merged({ key: "a", rangeEnd: "c" }, { key: "e", rangeEnd: "g" }, { key: "b", rangeEnd: "e" });
    assert.equal(ranges.covers(requested({ key: "a", rangeEnd: "g" })), true);
    assert.equal(ranges.covers(requested({ key: "a", rangeEnd: "g\0" })), false);
    const gap = merged({ key: "a", rangeEnd: "c" }, { key: "c\0", rangeEnd: "e" });
    assert.equal(gap.covers(requested({ key: "b", rangeEnd: "d" })), false);
    const filled = merged({ key: "a", rangeEnd: "c" }, { key: "c\0", rangeEnd: "e" }, { key: "c", rangeEnd: "" });
    assert.equal(filled.covers(requested({ key: "b", rangeEnd: "d" })), true);
  });

  void it("takes a zero byte as an open end, in a permission and in a request", () => {
    const open = merged({ key: "b", rangeEnd: "\0" });
    assert.equal(open.covers(requested({ key: "b", rangeEnd: "\0" })), true);
    assert.equal(open.covers(requested({ key: "\xff\xff", rangeEnd: "" })), true);
    assert.equal(open.covers(requested({ key: "a", rangeEnd: "\0" })), false);
    assert.equal(merged({ key: "b", rangeEnd: "\xff" }).covers(requested({ key: "b", rangeEnd: "\0" })), false);
  });

  void it("grants nothing outside for a range that ends before it begins", () => {
    const ranges = merged({ key: "b", rangeEnd: "d" });
    assert.equal(ranges.covers(requested({ key: "d", rangeEnd: "c" })), false);
    assert.equal(ranges.covers(requested({ key: "a", rangeEnd: "a" })), false);
  });

  void it("agrees with a look at every stretch of keys", () => {
    const random = new SeededRandom(7);
    const letters = (): string => Array.from({ length: random.below(3) }, () => random.pick(["a", "b", "\0"])).join("");
    const range = (): Letters => {
      const key = `a${letters()}`;
      const ends = ["", "\0", `a${letters()}`, "b", `b${letters()}`].filter(
        (end) => end === "" || end === "\0" || end > key,
      );
      return { key, rangeEnd: ends[random.below(ends.length)] ?? "" };
    };
    let covered = 0;
    for (let i = 0; i < 20_000; i++) {
      const granted = Array.from({ length: random.below(5) }, range);
      const request = range();
      const expected = isCovered(granted, request);
      if (expected) covered++;
      const message = JSON.stringify({ granted, request });
      assert.equal(merged(...granted).covers(requested(request)), expected, message);
    }
    assert.ok(covered > 2_000 && covered < 18_000, `${covered} covered`);
  });
});
