import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Entry } from "@keyval/raft";
import { answer, openData, payloadOf } from "./wal-writer.test-helper.js";

const base = mkdtempSync(join(tmpdir(), "keyval-killed-"));
after(() => rmSync(base, { recursive: true, force: true }));

const writer = fileURLToPath(new URL("./wal-writer.test-helper.js", import.meta.url));

/** A writer is killed once it has said that so many more entries are durable; gives back the last one that it said. */
async function writeUntilKilled(directory: string, count: number): Promise<number> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ["ignore", "pipe", "inherit"] });
  let [last, lines] = [0, 0];
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (++lines === count) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  return last;
}

it("a data directory whose process is killed, again and again, holds all that was said to be durable", async () => {
  const directory = join(base, "data");
  for (let round = 0; round < 12; round++) {
    const said = await writeUntilKilled(directory, 1 + ((round * 211) % 700));
    const { thread, lock, recovered } = await openData(directory);
    const { log, groups } = recovered;
    const { base: released = 0, last = 0 } = groups[0]?.log ?? {};
    assert.ok(last >= said && last - said <= 16, `${last} found, ${said} said`);
    for (let from = released + 1; from <= last;) {
      const range = { group: 1, from, last, bytesMax: 10_000 };
      const entries = await answer<readonly Entry[]>((done) => log.read(range, done));
      for (const { index, payload } of entries) assert.deepEqual(payload, payloadOf(index));
      from += entries.length;
    }
    await answer((done) => log.close(done));
    await new Promise<void>((resolve) => lock.release(resolve));
    await new Promise<void>((resolve) => thread.end(resolve));
  }
});
