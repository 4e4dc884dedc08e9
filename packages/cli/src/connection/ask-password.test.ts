import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { testTerminal } from "../terminal.test-helper.js";
import { askPassword } from "./ask-password.js";

void describe("a password", () => {
  void it("is asked for only once the terminal shows nothing of what is typed", async () => {
    const modes: string[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => modes.push(isRaw ? "hidden" : "shown"),
    });
    const terminal = { ...testTerminal({ input }), error: (text: string) => void modes.push(text) };
    const password = askPassword(terminal, "Password: ");
    input.write("secret\r");
    assert.equal(await password, "secret");
    assert.deepEqual(modes, ["hidden", "Password: ", "shown", "\n"]);
  });

  void it("may come from a file, and must come from somewhere", async () => {
    assert.equal(await askPassword(testTerminal({ input: "secret\nmore" }), "?"), "secret");
    await assert.rejects(askPassword(testTerminal(), "?"), /there is no terminal to ask on/u);
  });
});
