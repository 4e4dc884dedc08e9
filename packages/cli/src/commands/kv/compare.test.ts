import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Compare, CompareResult, CompareTarget } from "@keyval/api";
import { Failure } from "../../frame/failure.js";
import { parseCompare } from "./compare.js";

const key = Buffer.from("a b");
const { EQUAL, GREATER, LESS, NOT_EQUAL } = CompareResult;

const good: readonly [line: string, compare: Partial<Compare>][] = [
  ['mod("a b") > "0"', { key, result: GREATER, target: CompareTarget.MOD, modRevision: 0 }],
  ['m("a b") < "4503599627370496"', { key, result: LESS, target: CompareTarget.MOD, modRevision: 2 ** 52 }],
  ['create("a b") = "-1"', { key, result: EQUAL, target: CompareTarget.CREATE, createRevision: -1 }],
  ['ver("a b") != "7"', { key, result: NOT_EQUAL, target: CompareTarget.VERSION, version: 7 }],
  [
    String.raw`value("a\x20b") = "\xff"`,
    { key, result: EQUAL, target: CompareTarget.VALUE, value: Buffer.from([255]) },
  ],
  ['val("a b")="x"', { key, result: EQUAL, target: CompareTarget.VALUE, value: Buffer.from("x") }],
  ['lease("a b") = "7fffffffffffffff"', { key, result: EQUAL, target: CompareTarget.LEASE, lease: 2n ** 63n - 1n }],
];

const bad = ["nonsense", 'mod(a) > "0"', 'mod("a") >= "0"', 'mod("a") > "x"', 'other("a") = "0"', 'mod("a") = 0'];

void describe("a comparison", () => {
  for (const [line, compare] of good)
    void it(`is read from ${line}`, () => assert.deepEqual(parseCompare(line), compare));

  for (const line of bad) {
    void it(`is refused: ${line}`, () => {
      const check = (error: unknown): boolean =>
        error instanceof Failure && error.exitCode === 3 && error.message.includes(line);
      assert.throws(() => parseCompare(line), check);
    });
  }
});
