import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Dice } from "../wal/wal-world.test-helper.js";
import { answer, contentsAfter, openStory, ownerOf, stateOf } from "./lmdb-story.test-helper.js";

const KILLS = 30;

const directory = mkdtempSync(join(tmpdir(), "keyval-lmdb-killed-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const writer = fileURLToPath(new URL("./lmdb-writer.test-helper.js", import.meta.url));

/** What a writer said before it was killed, at its line of this number. */
async function writeUntilKilled(lines: number): Promise<{ readonly asked: number; readonly durable: number }> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ["ignore", "pipe", "inherit"] });
  const said = { asked: 0, durable: 0 };
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    const [what, number] = line.split(" ");
    said[what === "asks" ? "asked" : "durable"] = Number(number);
    if (++count === lines) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  return said;
}

it("a database whose process is killed, again and again, holds what was said, and nothing else", async () => {
  const dice = new Dice(7);
  const seen = new Set<string>();
  let before = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { asked, durable } = await writeUntilKilled(dice.between(1, 60));
    const engine = await openStory(directory);
    const { applied, state } = engine.checkpointed;
    assert.ok(applied === asked || applied === Math.max(durable, before), `${applied} of ${asked} and ${durable}`);
    seen.add(applied === asked && asked > durable ? "the one asked for" : "the one that was durable");
    before = applied;
    if (applied > 0) assert.deepEqual(state, new Uint8Array(stateOf(applied)));
    const owner = await ownerOf(engine);
    const found = [...owner.places].map(([key, place]): [string, string] => {
      const { error, value } = engine.readNow(place);
      if (error !== undefined) throw error;
      return [key, Buffer.from(value.value).toString()];
    });
    assert.deepEqual(new Map(found.sort()), new Map([...contentsAfter(applied)].sort()));
    await answer((done) => engine.close(done));
  }
  assert.ok(before > 0);
  assert.ok(seen.has("the one that was durable"), [...seen].join(", "));
});
