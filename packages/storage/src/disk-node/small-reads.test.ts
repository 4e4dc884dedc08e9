import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it, mock } from "node:test";
import { pattern } from "../testing/index.js";
import { HANG_MS, SLOW_MS, SLOW_SHARE, SMALL_BYTES, SmallReads, TURN_MS } from "./small-reads.js";
import { poolCalls, type SystemCalls } from "./system-calls.js";

const folder = fs.mkdtempSync(join(tmpdir(), "keyval-reads-"));
fs.writeFileSync(join(folder, "a"), pattern(2 * SMALL_BYTES));
const descriptor = fs.openSync(join(folder, "a"), "r");
after(() => {
  fs.closeSync(descriptor);
  fs.rmSync(folder, { recursive: true });
});

/** What the gauge shows, and what each read adds to it. */
const weather = { time: 1000, blocks: 0, readMs: 0, readBlocks: 0 };
const gauge = { now: () => weather.time, blocksRead: () => weather.blocks };
let pooled = 0;
const calls: SystemCalls = {
  ...poolCalls,
  read: (...all) => {
    pooled++;
    poolCalls.read(...all);
  },
};

async function read(reads: SmallReads, position: number, length: number): Promise<Uint8Array> {
  const target = new Uint8Array(length);
  return new Promise((resolve, reject) => {
    reads.read(descriptor, target, position, (error, count) =>
      error === null ? resolve(target.subarray(0, count)) : reject(error),
    );
  });
}

/** Whether the next read goes through the pool. */
async function isPooled(reads: SmallReads): Promise<boolean> {
  const before = pooled;
  assert.deepEqual(await read(reads, 7, 100), pattern(2 * SMALL_BYTES).subarray(7, 107));
  return pooled > before;
}

async function readOnce(reads: SmallReads, readMs: number, readBlocks: number): Promise<void> {
  Object.assign(weather, { readMs, readBlocks });
  await read(reads, 0, 10);
  Object.assign(weather, { readMs: 0, readBlocks: 0 });
}

describe("small reads", () => {
  beforeEach(() => {
    const { readSync } = fs;
    mock.method(fs, "readSync", (fd: number, into: Uint8Array, from: number, length: number, at: number) => {
      weather.time += weather.readMs;
      weather.blocks += weather.readBlocks;
      return readSync(fd, into, from, length, at);
    });
  });
  afterEach(() => mock.restoreAll());

  it("are made at once, but answered later, and large ones through the pool", async () => {
    const reads = new SmallReads(calls, gauge);
    let isInside = true;
    const answered = new Promise<void>((resolve) => {
      reads.read(descriptor, new Uint8Array(10), 0, () => {
        assert.equal(isInside, false);
        resolve();
      });
    });
    isInside = false;
    await answered;
    assert.equal(await isPooled(reads), false);
    const before = pooled;
    assert.deepEqual(await read(reads, 0, SMALL_BYTES + 1), pattern(2 * SMALL_BYTES).subarray(0, SMALL_BYTES + 1));
    assert.equal(pooled, before + 1);
  });

  it("go through the pool for a while after one that waited for the disk", async () => {
    const reads = new SmallReads(calls, gauge);
    await readOnce(reads, 2, 8);
    assert.equal(await isPooled(reads), true);
    weather.time += 2 / SLOW_SHARE - 3;
    assert.equal(await isPooled(reads), true);
    weather.time += 1;
    assert.equal(await isPooled(reads), false);
  });

  it("go on when one was held up by something else, unless it was for very long", async () => {
    const reads = new SmallReads(calls, gauge);
    await readOnce(reads, HANG_MS, 0);
    assert.equal(await isPooled(reads), false);
    await readOnce(reads, SLOW_MS, 8);
    assert.equal(await isPooled(reads), false);
    await readOnce(reads, HANG_MS + 1, 0);
    assert.equal(await isPooled(reads), true);
  });

  it("that are many leave the others their turn", async () => {
    const reads = new SmallReads(calls, gauge);
    weather.readMs = TURN_MS / 4;
    let answers = 0;
    const all = Array.from({ length: 12 }, () => read(reads, 0, 10).then(() => answers++));
    const seen: number[] = [];
    while (answers < 12) {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(answers);
    }
    await Promise.all(all);
    weather.readMs = 0;
    assert.deepEqual([...new Set(seen)], [4, 8, 12]);
  });

  it("that fail say so, and end at the end of the file", async () => {
    const reads = new SmallReads(calls, gauge);
    assert.equal((await read(reads, 2 * SMALL_BYTES - 3, 10)).length, 3);
    mock.method(fs, "readSync", () => {
      throw Object.assign(new Error("from below"), { code: "EIO" });
    });
    await assert.rejects(read(reads, 0, 10), { code: "EIO" });
  });
});
