import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { killHolders, race } from "./lock-processes.test-helper.js";

const directory = mkdtempSync(join(tmpdir(), "keyval-lock-"));
after(() => {
  killHolders();
  rmSync(directory, { recursive: true, force: true });
});

it("is had by one of 50 processes that start at once, each time", async () => {
  for (let round = 0; round < (process.env["LONG"] === "1" ? 20 : 3); round++) {
    const { all, winners } = await race(directory, 50);
    assert.equal(winners.length, 1);
    // Half of the rounds leave stale sockets behind.
    await Promise.all(all.map(async (holder) => holder.end(round % 2 === 0 ? "SIGKILL" : undefined)));
  }
});
