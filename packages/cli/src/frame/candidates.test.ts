import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { groups } from "../commands/groups.js";
import { candidates } from "./candidates.js";
import { globalFlags } from "./global-flags.js";

const cases: readonly [line: string, words: readonly string[], wantsKeys?: true][] = [
  ["ve", ["version"]],
  ["lease gr", ["grant"]],
  ["lease ", ["grant", "keep-alive", "list", "revoke", "timetolive"]],
  ["get --keys", ["--keys-only"]],
  ["get -w j", ["json"]],
  ["get --write-out ta", ["table"]],
  ["get --write-out=j", ["--write-out=json"]],
  ["get --order D", ["DESCEND"]],
  ["get --limit 5", []],
  ["--endpoints=x:1 get /a", [], true],
  ["get /a /b", []],
  ["put /a", [], true],
  ["role get /a", []],
  ["nonsense x", []],
  ["get --nonsense x", []],
];

void describe("what could be written", () => {
  for (const [line, words, wantsKeys = false] of cases) {
    void it(`instead of the last word of "${line}"`, async () => {
      const found = await candidates(groups, globalFlags, line.split(" "));
      assert.deepEqual([found.words, found.wantsKeys], [words, wantsKeys]);
    });
  }

  void it("is nothing that people do not call themselves", async () => {
    assert.equal((await candidates(groups, globalFlags, ["__"])).words.length, 0);
  });
});
