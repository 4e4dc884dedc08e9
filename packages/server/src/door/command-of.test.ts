import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandOf } from "./command-of.js";

void describe("the metadata of a command of a session", () => {
  void it("is three numbers, as large as they get", () => {
    assert.deepEqual(commandOf("7 0 0"), { session: 7, number: 0, acknowledged: 0 });
    assert.deepEqual(commandOf(`${2 ** 33} ${2 ** 53 - 1} 12`), {
      session: 2 ** 33,
      number: 2 ** 53 - 1,
      acknowledged: 12,
    });
  });

  void it("is nothing else", () => {
    for (const text of [
      "",
      "1",
      "1 2",
      "1 2 3 4",
      "1  2 3",
      " 1 2 3",
      "1 2 3 ",
      "-1 2 3",
      "1 2.5 3",
      "0x1 2 3",
      "a b c",
    ])
      assert.equal(commandOf(text), undefined, text);
    assert.equal(commandOf(`1 ${2 ** 53} 0`), undefined);
    assert.equal(commandOf("1 99999999999999999 0"), undefined);
  });
});
