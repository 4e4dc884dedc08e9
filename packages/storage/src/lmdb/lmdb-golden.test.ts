import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { answer, openStory } from "./lmdb-story.test-helper.js";

const fixture = new URL("../../testdata/lmdb-1/data.mdb", import.meta.url);
const TIMESTAMP = 2 ** 40 + 5;

it("a database of version 1, as it was committed, is read", async () => {
  const directory = fs.mkdtempSync(join(tmpdir(), "keyval-lmdb-golden-"));
  try {
    fs.copyFileSync(fixture, join(directory, "data.mdb"));
    const engine = await openStory(directory);
    assert.equal(engine.checkpointed.applied, 7);
    assert.equal(Buffer.from(engine.checkpointed.state).toString(), "ok");
    const records: unknown[] = [];
    await answer((done) =>
      engine.scan(({ key, value, isTombstone, timestamp }, place) => {
        assert.equal(timestamp, TIMESTAMP);
        records.push([place, Buffer.from(key).toString(), isTombstone ? undefined : Buffer.from(value).toString()]);
      }, done),
    );
    assert.deepEqual(records, [
      [1, "a", "bc"],
      [2, "a", undefined],
      [3, "d", "ef"],
    ]);
    await answer((done) => engine.close(done));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
});
