import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argify } from "./argify.js";
import { Failure } from "./frame/failure.js";

const lines: readonly [line: string, words: readonly string[]][] = [
  ["put a b", ["put", "a", "b"]],
  ["  put   a  ", ["put", "a"]],
  ["put \"a b\" 'c d'", ["put", "a b", "c d"]],
  [String.raw`put "a\"b\n" '\n'`, ["put", 'a"b\n', String.raw`\n`]],
  ['get a --rev=1 ""', ["get", "a", "--rev=1", ""]],
  ["", []],
];

void describe("a line that is taken apart", () => {
  for (const [line, words] of lines) void it(`has these words: ${line}`, () => assert.deepEqual(argify(line), words));

  void it("is refused with an escape that does not exist", () => {
    assert.throws(
      () => argify(String.raw`put "\q"`),
      (error) => error instanceof Failure && error.exitCode === 3,
    );
  });
});
