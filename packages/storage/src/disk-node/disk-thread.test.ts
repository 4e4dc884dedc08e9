import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs, { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { DiskThread, openNodeDisk } from "../disk-node.js";
import type { Disk, Done, File } from "../disk.js";
import type { Log, Recovered } from "../log.js";
import { pattern } from "../testing/index.js";
import { openWal } from "../wal/open-wal.js";
import { command, Turns, snapshotAt, walOptions, write } from "../wal/wal-world.test-helper.js";
import { TRANSFER_BYTES } from "./thread-protocol.js";

const base = mkdtempSync(join(tmpdir(), "keyval-thread-"));
after(() => rmSync(base, { recursive: true, force: true }));

type AnyDone<T> = (outcome: { readonly error: Error | undefined; readonly value?: T | undefined }) => void;

async function value<T>(call: (done: AnyDone<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call(({ error, value }) => (error === undefined ? resolve(value as T) : reject(error)));
  });
}

async function end(thread: DiskThread): Promise<void> {
  return new Promise((resolve) => thread.end(resolve));
}

/** Takes every thread of libuv's pool, and more, until the result is called. */
function holdPool(): () => void {
  const fifo = join(base, "fifo");
  execFileSync("mkfifo", [fifo]);
  const count = Number(process.env["UV_THREADPOOL_SIZE"] ?? 4) + 2;
  for (let i = 0; i < count; i++) fs.open(fifo, "r", (_, descriptor) => fs.closeSync(descriptor));
  return () => {
    const writer = fs.openSync(fifo, fs.constants.O_RDWR + fs.constants.O_NONBLOCK);
    // Those who wait in the queue get there later.
    fs.stat(base, () => fs.closeSync(writer));
  };
}

async function openLog(disk: Disk): Promise<Log> {
  const options = walOptions(disk, new Turns(), { defer: setImmediate, segmentBytes: 2 ** 14 });
  return (await value<Recovered>((done) => openWal(options, done))).log;
}

describe("a thread for the disk", () => {
  it("completes appends, into new files too, while others hold all of libuv's pool", { timeout: 60_000 }, async () => {
    const thread = new DiskThread();
    const disk = await value<Disk>((done) => openNodeDisk(join(base, "held"), done, thread.calls));
    const log = await openLog(disk);
    await value((done) => log.append([write(1, { snapshot: snapshotAt(0, 0) })], done));
    const release = holdPool();
    let pool = "held";
    const poolWorks = new Promise<void>((resolve) => {
      fs.stat(base, () => {
        pool = "free";
        resolve();
      });
    });
    const before = fs.readdirSync(join(base, "held/wal")).length;
    for (let index = 1; index <= 40; index++) {
      await value((done) => log.append([write(1, { entries: [command(index, 1, pattern(1500))] })], done));
    }
    assert.equal(pool, "held");
    assert.ok(fs.readdirSync(join(base, "held/wal")).length > before, "segments were added meanwhile");
    release();
    await poolWorks;
    await value((done) => log.close(done));
    await end(thread);
  });

  it("takes what is larger than its memory in pieces, and keeps the order of calls on one file", async () => {
    const thread = new DiskThread();
    const disk = await value<Disk>((done) => openNodeDisk(join(base, "large"), done, thread.calls));
    const file = await value<File>((done) => disk.open("a", "new", done));
    const bytes = pattern(2 * TRANSFER_BYTES + 100);
    await value((done) => file.write(7, [bytes.subarray(0, 99), bytes.subarray(99)], done));
    await value((done) => file.truncate(bytes.length, done));
    await value((done) => file.sync(done));
    const found = new Uint8Array(readFileSync(join(base, "large/a")));
    assert.deepEqual(found.subarray(7), bytes.subarray(0, -7));
    await end(thread);
  });

  it("opens files so that what was written is durable", async () => {
    const thread = new DiskThread();
    const disk = await value<Disk>((done) => openNodeDisk(join(base, "durable"), done, thread.calls));
    const file = await value<File>((done) => disk.open("a", "new", done));
    const { O_DSYNC } = fs.constants;
    const flags = fs.readdirSync("/proc/self/fdinfo").flatMap((fd) => {
      const target = readLink(`/proc/self/fd/${fd}`);
      return target.endsWith("durable/a") ? [readFileSync(`/proc/self/fdinfo/${fd}`, "utf8")] : [];
    });
    assert.equal(flags.length, 1);
    const octal = /flags:\s*(\d+)/.exec(flags[0] ?? "")?.[1] ?? "0";
    assert.equal(parseInt(octal, 8) & O_DSYNC, O_DSYNC);
    await value((done) => file.close(done));
    await end(thread);
  });

  it("fails every call once it has ended, those under way too", async () => {
    const thread = new DiskThread();
    const disk = await value<Disk>((done) => openNodeDisk(join(base, "ended"), done, thread.calls));
    const file = await value<File>((done) => disk.open("a", "new", done));
    await value((done) => file.sync(done));
    const codes: (string | undefined)[] = [];
    const note: Done = ({ error }) => codes.push(error?.code);
    file.write(0, [pattern(10)], note);
    file.write(10, [pattern(10)], note);
    await end(thread);
    file.write(20, [pattern(10)], note);
    file.sync(note);
    await value((done) => setImmediate(done, { error: undefined }));
    assert.deepEqual(codes.slice(-3), ["EIO", "EIO", "EIO"]);
    assert.equal(codes.length, 4);
  });
});

function readLink(path: string): string {
  try {
    return fs.readlinkSync(path);
  } catch {
    return "";
  }
}
