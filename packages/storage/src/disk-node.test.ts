import assert from "node:assert/strict";
import fs, { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, describe, mock, test } from "node:test";
import { DiskThread, openDataDirectory, openNodeDisk } from "./disk-node.js";
import { SMALL_BYTES } from "./disk-node/small-reads.js";
import type { SystemCalls } from "./disk-node/system-calls.js";
import { type Disk, DiskError, type Done, type File } from "./disk.js";
import { checkDiskModel, diskContract, pattern } from "./testing/index.js";

const base = mkdtempSync(join(tmpdir(), "keyval-disk-"));
let roots = 0;

after(() => rmSync(base, { recursive: true, force: true }));

async function value<T>(call: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (outcome.error === undefined ? resolve(outcome.value) : reject(outcome.error)));
  });
}

async function freshDisk(calls?: SystemCalls): Promise<{ disk: Disk; root: string }> {
  const root = join(base, `deep/disk${roots++}`);
  return { disk: await value<Disk>((done) => openNodeDisk(root, done, calls)), root };
}

async function freshFile(): Promise<{ file: File; root: string }> {
  const { disk, root } = await freshDisk();
  return { file: await value<File>((done) => disk.open("a", "new", done)), root };
}

const thread = new DiskThread();
after((_, done) => thread.end(done));

for (const { name, calls } of [
  { name: "libuv's pool", calls: () => undefined },
  { name: "a thread of its own", calls: () => thread.calls },
]) {
  describe(`a directory of Node's, through ${name}, keeps the contract`, () => {
    for (const { name, run } of diskContract) {
      test(name, async () => {
        const { disk } = await freshDisk(calls());
        await new Promise<void>((resolve, reject) => {
          run(disk, (error) => (error === undefined ? resolve() : reject(error)));
        });
      });
    }

    test("random operations leave what a plain map says", async () => {
      const { disk } = await freshDisk(calls());
      let state = 12345;
      const below = (limit: number): number => {
        state = (state * 48271) % 0x7fffffff;
        return state % limit;
      };
      await new Promise<void>((resolve, reject) => {
        checkDiskModel(disk, { operations: 400, below }, (error) => (error === undefined ? resolve() : reject(error)));
      });
    });
  });
}

test("what is made belongs to its owner alone", async () => {
  const { disk, root } = await freshDisk();
  await value((done) => disk.makeDirectory("d", done));
  await value<File>((done) => disk.open("d/a", "new", done));
  await value<File>((done) => disk.open("d/b", "any", done));
  assert.equal(statSync(root).mode & 0o777, 0o700);
  assert.equal(statSync(join(root, "d")).mode & 0o777, 0o700);
  assert.equal(statSync(join(root, "d/a")).mode & 0o777, 0o600);
  assert.equal(statSync(join(root, "d/b")).mode & 0o777, 0o600);
});

describe("a data directory that others may use", () => {
  const wide = (...names: string[]): string => {
    const root = mkdtempSync(join(base, "wide-"));
    for (const name of names) fs.writeFileSync(join(root, name), "");
    fs.chmodSync(root, 0o755);
    return root;
  };

  for (const names of [[], ["lock-0123456789abcdef"], ["identity", "wal"]]) {
    test(`is its owner's alone once it is opened, with ${names.join(", ") || "nothing"} in it`, async () => {
      const root = wide(...names);
      await value<Disk>((done) => openDataDirectory(root, done));
      assert.equal(statSync(root).mode & 0o777, 0o700);
    });
  }

  test("is refused and left as it is with anything else in it", async () => {
    const root = wide("letter.txt");
    await assert.rejects(
      value<Disk>((done) => openDataDirectory(root, done)),
      { code: "EACCES", message: /mode 755\): name a directory of its own, or chmod it to 700/ },
    );
    assert.equal(statSync(root).mode & 0o777, 0o755);
  });

  test("that nobody else may use is taken with whatever is in it", async () => {
    const root = wide("letter.txt");
    fs.chmodSync(root, 0o700);
    await value<Disk>((done) => openDataDirectory(root, done));
  });
});

test("a disk is opened again with what it holds", async () => {
  const { disk, root } = await freshDisk();
  const file = await value<File>((done) => disk.open("a", "new", done));
  await value((done) => file.write(0, [pattern(100)], done));
  const again = await value<Disk>((done) => openNodeDisk(root, done));
  assert.deepEqual(await value((done) => again.list("", done)), ["a"]);
});

test("a root that is a file is refused", async () => {
  const { root } = await freshFile();
  await assert.rejects(
    value<Disk>((done) => openNodeDisk(join(root, "a"), done)),
    { code: "EEXIST" },
  );
  await assert.rejects(
    value<Disk>((done) => openNodeDisk(join(root, "a/b"), done)),
    { code: "ENOENT" },
  );
});

test("allocated space is taken, not only promised", async () => {
  const { file, root } = await freshFile();
  await value((done) => file.allocate(3_000_000, done));
  assert.ok(statSync(join(root, "a")).blocks * 512 >= 3_000_000);
});

describe("where the system", () => {
  afterEach(() => mock.restoreAll());

  test("writes less than it was given, the rest follows", async () => {
    const { file, root } = await freshFile();
    const { write, writev } = fs;
    let calls = 0;
    const shortWrite = (
      fd: number,
      bytes: Uint8Array,
      from: number,
      length: number,
      at: number,
      done: fs.NoParamCallback,
    ): void => {
      calls++;
      write(fd, bytes, from, Math.ceil(length / 3), at, done);
    };
    const shortVector = (fd: number, chunks: readonly Uint8Array[], at: number, done: fs.NoParamCallback): void => {
      calls++;
      writev(
        fd,
        chunks.slice(0, 1).map((chunk) => chunk.subarray(0, 7)),
        at,
        done,
      );
    };
    mock.method(fs, "write", shortWrite);
    mock.method(fs, "writev", shortVector);
    await value((done) => file.write(0, [pattern(1000)], done));
    const parts = [0, 7, 20, 20, 100].map((from, n, all) => pattern(1000).subarray(from, all[n + 1] ?? 1000));
    await value((done) => file.write(1000, parts, done));
    assert.ok(calls > 10);
    assert.deepEqual(
      new Uint8Array(readFileSync(join(root, "a"))),
      new Uint8Array([...pattern(1000), ...pattern(1000)]),
    );
  });

  test("writes nothing and names no error, the write fails instead of going on for ever", async () => {
    const { file } = await freshFile();
    mock.method(fs, "write", (...rest: unknown[]) =>
      setImmediate(rest.at(-1) as (error: null, n: number) => void, null, 0),
    );
    await assert.rejects(
      value((done) => file.write(0, [pattern(10)], done)),
      { code: "EIO", operation: "write" },
    );
  });

  test("reads less than it was asked for, or is interrupted, the rest follows", async () => {
    const { file } = await freshFile();
    await value((done) => file.write(0, [pattern(1000)], done));
    const { read } = fs;
    let calls = 0;
    mock.method(
      fs,
      "read",
      (
        fd: number,
        into: Uint8Array,
        from: number,
        length: number,
        at: number,
        done: (error: Error | null, n: number) => void,
      ) => {
        calls++;
        if (calls % 2 === 0) setImmediate(done, Object.assign(new Error("interrupted"), { code: "EINTR" }), 0);
        else read(fd, into, from, Math.min(length, 99), at, done);
      },
    );
    // Smaller ones may not go through the pool.
    const target = new Uint8Array(2 * SMALL_BYTES);
    assert.equal(await value<number>((done) => file.read(0, target, done)), 1000);
    assert.deepEqual(target.subarray(0, 1000), pattern(1000));
    assert.ok(calls > 10);
  });

  test("has no space left, an allocation takes nothing", async () => {
    const { file } = await freshFile();
    await value((done) => file.write(0, [pattern(100)], done));
    const { write } = fs;
    let calls = 0;
    mock.method(fs, "write", (...all: Parameters<typeof write>) => {
      calls++;
      if (calls < 3) write(...all);
      else setImmediate(all.at(-1) as (error: Error) => void, Object.assign(new Error("full"), { code: "ENOSPC" }));
    });
    await assert.rejects(
      value((done) => file.allocate(5_000_000, done)),
      { code: "ENOSPC", operation: "allocate" },
    );
    assert.equal(calls, 3);
    assert.equal(await value<number>((done) => file.size(done)), 100);
  });

  const meanings = [
    ["EDQUOT", "ENOSPC"],
    ["EFBIG", "ENOSPC"],
    ["EROFS", "EACCES"],
    ["EPERM", "EACCES"],
    ["EIO", "EIO"],
    ["EMFILE", "EIO"],
    ["ENOMEM", "EIO"],
  ] as const;
  for (const [system, code] of meanings) {
    test(`fails a sync with ${system}, that is ${code} with the cause kept`, async () => {
      const { file } = await freshFile();
      const cause = Object.assign(new Error("from below"), { code: system });
      mock.method(fs, "fdatasync", (_: number, done: (error: Error) => void) => setImmediate(done, cause));
      const error: unknown = await value((done) => file.sync(done)).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      assert.ok(error instanceof DiskError);
      assert.deepEqual([error.code, error.operation, error.path, error.cause], [code, "sync", "a", cause]);
    });
  }

  test("fails the sync of a directory, its descriptor is closed all the same", async () => {
    const { disk } = await freshDisk();
    const cause = Object.assign(new Error("from below"), { code: "EIO" });
    mock.method(fs, "fsync", (_: number, done: (error: Error) => void) => setImmediate(done, cause));
    const close = mock.method(fs, "close");
    await assert.rejects(
      value((done) => disk.syncDirectory("", done)),
      { code: "EIO", operation: "syncDirectory" },
    );
    assert.equal(close.mock.callCount(), 1);
  });
});
