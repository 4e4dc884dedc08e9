import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandLog } from "@keyval/api";
import { FakeMember, refuse } from "../../../../../client/dist/testing/fake-member.test-helper.js";
import { runCli } from "../../../cli.js";
import { testTerminal } from "../../../terminal.test-helper.js";

/** Keeps entries from this index on, tells of so many, and stops. */
function memberWith(keeps: number, tells: number, asked: number[]): FakeMember {
  return new FakeMember().handle(CommandLog.methods.Read, ({ first }, call) => {
    asked.push(first);
    const from = Math.max(keeps, first);
    call.write({ lines: Array.from({ length: tells }, (_, i) => JSON.stringify({ index: from + i })) });
    refuse(call, "stopped");
  });
}

void describe("a log that is followed", () => {
  it("ends with what is missing where the next member keeps less of it", async () => {
    const asked: number[] = [];
    await using one = await memberWith(2 ** 32 - 2, 3, asked).listen();
    await using other = await memberWith(2 ** 32 + 7, 1, asked).listen();
    const terminal = testTerminal();
    assert.equal(await runCli([`--endpoints=${one.endpoint},${other.endpoint}`, "log", "--follow"], terminal), 1);
    assert.deepEqual(asked, [0, 2 ** 32 + 1]);
    assert.equal(terminal.written(), '{"index":4294967294}\n{"index":4294967295}\n{"index":4294967296}\n');
    assert.match(terminal.complained(), /keeps no entries before 4294967303, and the last one told was 4294967296/u);
    assert.match(terminal.complained(), /--from=4294967303/u);
  });
});
