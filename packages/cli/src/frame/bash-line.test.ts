import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bashLine } from "./bash-line.js";

const cases: readonly [line: string, words: readonly string[], whole: string, written: string][] = [
  ["kvctl ", ["kvctl", ""], "get", "get"],
  ["kvctl get us", ["kvctl", "get", "us"], "user/ada", "user/ada"],
  ["kvctl get user/w", ["kvctl", "get", "user/w"], "user/with space", "user/with\\ space"],
  ["kvctl get user/with\\ s", ["kvctl", "get", "user/with s"], "user/with space", "user/with\\ space"],
  ["kvctl get 'user/with s", ["kvctl", "get", "user/with s"], "user/with space", "user/with space"],
  ["kvctl get 'it", ["kvctl", "get", "it"], "it's", "it'\\''s"],
  ['kvctl get "a \\"', ["kvctl", "get", 'a "'], 'a "b$"', 'a \\"b\\$\\"'],
  ["kvctl get it", ["kvctl", "get", "it"], "it's", "it\\'s"],
  ["kvctl get a:b:", ["kvctl", "get", "a:b:"], "a:b:c", "c"],
  ["kvctl get a:b", ["kvctl", "get", "a:b"], "a:bc:d", "bc:d"],
  ["kvctl get 'a:b", ["kvctl", "get", "a:b"], "a:bc", "a:bc"],
  ["kvctl --endpoints=10.0.0.1:2379 get  k", ["kvctl", "--endpoints=10.0.0.1:2379", "get", "k"], "key", "key"],
  ["kvctl get --write-out=j", ["kvctl", "get", "--write-out=j"], "--write-out=json", "json"],
  ["kvctl put '' 'a b' c", ["kvctl", "put", "", "a b", "c"], "c", "c"],
];

void describe("a line that is being written in bash", () => {
  for (const [line, words, whole, written] of cases) {
    void it(`has these words, and is completed so: ${line}`, () => {
      const read = bashLine(line);
      assert.deepEqual(read.words, words);
      assert.equal(read.inPlaceOfLast(whole), written);
    });
  }
});
