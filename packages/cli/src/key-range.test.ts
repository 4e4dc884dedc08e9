import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "./frame/failure.js";
import { keyRange } from "./key-range.js";
import { prefixEnd } from "./ranges.js";

/** Arguments and flags, and the range in hexadecimal. */
const ranges: readonly [args: readonly string[], flags: string, range: readonly [string, string]][] = [
  [["a"], "", ["61", ""]],
  [["a", "c"], "", ["61", "63"]],
  [["a"], "prefix", ["61", "62"]],
  [[""], "prefix", ["00", "00"]],
  [["a"], "from-key", ["61", "00"]],
  [[""], "from-key", ["00", "00"]],
];

function rangeOf(args: readonly string[], flags: string): readonly string[] {
  const { key, rangeEnd } = keyRange(args, {
    prefix: flags.includes("prefix"),
    "from-key": flags.includes("from-key"),
  });
  return [key, rangeEnd].map((bytes) => Buffer.from(bytes).toString("hex"));
}

void describe("a range of keys", () => {
  for (const [args, flags, range] of ranges) {
    void it(`is named by [${args.join(", ")}] ${flags}`, () => assert.deepEqual(rangeOf(args, flags), range));
  }

  for (const [args, flags] of [
    [["a"], "prefix from-key"],
    [["a", "b"], "prefix"],
    [["a", "b"], "from-key"],
  ] as const) {
    void it(`is not named by [${args.join(", ")}] ${flags}`, () => {
      assert.throws(
        () => rangeOf(args, flags),
        (error) => error instanceof Failure && error.exitCode === 128,
      );
    });
  }

  void it("ends behind the last key with its prefix", () => {
    const ends = [[0x61], [0x61, 0xff], [0xff, 0xff], [0x61, 0xff, 0x62]].map((prefix) => [
      ...prefixEnd(Buffer.from(prefix)),
    ]);
    assert.deepEqual(ends, [[0x62], [0x62], [0], [0x61, 0xff, 0x63]]);
  });
});
