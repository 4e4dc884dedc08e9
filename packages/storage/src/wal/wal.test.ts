import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiskErrorCode, DiskOperation, File } from "../disk.js";
import { LOOK_AHEAD_BYTES } from "../limits.js";
import type { Log } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { openWal } from "./open-wal.js";
import { WalClosed } from "./wal-error.js";
import {
  append,
  command,
  open,
  openFiles,
  readAll,
  recovered,
  snapshotAt,
  Turns,
  walOptions,
  write,
} from "./wal-world.test-helper.js";

const BIRTH = write(1, { snapshot: snapshotAt(0, 0) });

function entries(first: number, last: number, term = 1, bytes = 10): ReturnType<typeof command>[] {
  return Array.from({ length: last - first + 1 }, (_, i) =>
    command(first + i, term, new Uint8Array(bytes).fill((first + i) % 256)),
  );
}

interface Started {
  readonly disk: MemoryDisk;
  readonly turns: Turns;
  readonly log: Log;
  /** What the disk was asked for. */
  readonly calls: { operation: DiskOperation; path: string }[];
  /** The next calls of this kind fail. */
  failing: { operation: DiskOperation; code: DiskErrorCode } | undefined;
}

function start(changes = {}): Started {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const calls: Started["calls"] = [];
  const { log } = recovered(open(disk, turns, changes).outcome);
  const started: Started = { disk, turns, log, calls, failing: undefined };
  disk.failing = (operation, path) => {
    calls.push({ operation, path });
    return started.failing?.operation === operation ? started.failing.code : undefined;
  };
  assert.equal(append(log, turns, BIRTH), undefined);
  return started;
}

/** On a disk that keeps reads waiting. */
function startSlow(): { log: Log; turns: Turns; slowly: { reading: boolean; waiting: (() => void)[] } } {
  const slowly = { reading: false, waiting: new Array<() => void>() };
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const openFile = disk.open.bind(disk);
  disk.open = (path, mode, done) => {
    openFile(path, mode, (outcome) => {
      assert.ok(outcome.value);
      const file = outcome.value;
      const read: File["read"] = (...asked) => {
        if (slowly.reading) slowly.waiting.push(() => file.read(...asked));
        else file.read(...asked);
      };
      done({ error: undefined, value: { ...file, read } });
    });
  };
  const { log } = recovered(open(disk, turns, { firstSegmentBytes: 4096 }).outcome);
  append(log, turns, BIRTH);
  return { log, turns, slowly };
}

describe("append", () => {
  it("takes everything that came during a sync into the next batch", () => {
    const { log, turns, calls } = start({ firstSegmentBytes: 2 ** 16, lookAheadBytes: LOOK_AHEAD_BYTES });
    calls.length = 0;
    const done: number[] = [];
    for (let i = 1; i <= 50; i++) {
      log.append([write(1, { entries: [command(i, 1)] })], ({ error }) => {
        assert.equal(error, undefined);
        done.push(i);
      });
    }
    turns.run();
    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ["write", "sync", "write", "sync"],
    );
    assert.deepEqual(
      done,
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
  });

  it("takes what the callbacks of one batch append into one other", () => {
    const { log, turns, calls } = start({ firstSegmentBytes: 2 ** 16 });
    const writes = (): number => calls.filter(({ operation }) => operation === "write").length;
    log.append([], () => undefined);
    let before = 0;
    for (let i = 1; i <= 3; i++) {
      log.append([], () => {
        before = writes();
        log.append([write(1, { entries: [command(i, 1)] })], () => undefined);
      });
    }
    turns.run();
    assert.equal(writes(), before + 1);
  });

  it("writes an append that is larger than a segment", () => {
    const { log, turns, disk } = start();
    assert.equal(append(log, turns, write(1, { entries: entries(1, 3, 1, 5000) })), undefined);
    const [first, second] = [recovered(openFiles(disk.files).outcome), openFiles(disk.files)];
    assert.equal(first.groups[0]?.log.last, 3);
    const { value } = readAll(recovered(second.outcome).log, second.turns, 1, 1, 3);
    assert.deepEqual(value, entries(1, 3, 1, 5000));
  });

  it("asks for the snapshot of a new group", () => {
    const { log } = start();
    assert.throws(
      () => log.append([write(2, { entries: [command(1, 1)] })], () => undefined),
      /first write has its snapshot/,
    );
  });

  it("refuses a gap, and terms that fall", () => {
    const { log, turns } = start();
    append(log, turns, write(1, { entries: entries(1, 3, 5) }));
    assert.throws(() => log.append([write(1, { entries: [command(5, 5)] })], () => undefined), /no gaps/);
    const other = start();
    append(other.log, other.turns, write(1, { entries: entries(1, 3, 5) }));
    assert.throws(
      () => other.log.append([write(1, { entries: [command(4, 4)] })], () => undefined),
      /terms do not fall/,
    );
  });
});

describe("read", () => {
  it("stops at `last`, and before `bytesMax`, but gives one entry", () => {
    const { log, turns } = start();
    for (let i = 1; i <= 30; i++) append(log, turns, write(1, { entries: entries(i, i) }));
    assert.deepEqual(readAll(log, turns, 1, 4, 17).value, entries(4, 17));
    assert.deepEqual(readAll(log, turns, 1, 4, 17, 1).value, entries(4, 4));
    assert.deepEqual(readAll(log, turns, 1, 4, 17, 3 * 74).value, entries(4, 6));
    assert.deepEqual(readAll(log, turns, 1, 31, 40).value, []);
    assert.deepEqual(readAll(log, turns, 9, 1, 40).value, []);
  });

  it("waits for what was appended and is not durable yet", () => {
    const { log, turns } = start();
    append(log, turns, write(1, { entries: entries(1, 5) }));
    log.append([], () => undefined);
    log.append([write(1, { entries: entries(3, 4, 2) })], () => undefined);
    assert.deepEqual(readAll(log, turns, 1, 1, 9).value, [...entries(1, 2), ...entries(3, 4, 2)]);
  });

  it("gives nothing that was released", () => {
    const { log, turns } = start();
    append(log, turns, write(1, { entries: entries(1, 9), mark: undefined }));
    append(log, turns, write(1, { mark: snapshotAt(8, 1) }));
    log.release(1, 5);
    append(log, turns);
    assert.deepEqual(readAll(log, turns, 1, 5, 9).value, []);
    assert.deepEqual(readAll(log, turns, 1, 6, 9).value, entries(6, 9));
  });

  it("names the place where the disk has lost something", () => {
    const { log, turns, disk } = start();
    append(log, turns, write(1, { entries: entries(1, 9) }));
    const [path, bytes] = [...disk.files][0] ?? assert.fail();
    bytes[1536 + 100] = (bytes[1536 + 100] ?? 0) ^ 1;
    const { error } = readAll(log, turns, 1, 1, 9);
    assert.match(String(error), new RegExp(`WalDamage: ${path}, offset 1536, group 1, entries 1 to 9`));
  });

  it("keeps a segment from being used again until it is done", () => {
    const { log, turns, slowly } = startSlow();
    append(log, turns, write(1, { entries: entries(1, 2, 1, 100) }));
    slowly.reading = true;
    let answer: readonly unknown[] | undefined;
    log.read({ group: 1, from: 1, last: 2, bytesMax: Infinity }, ({ value }) => (answer = value));
    log.append([write(1, { mark: snapshotAt(2, 1) })], () => undefined);
    log.release(1, 2);
    for (let i = 3; i < 60; i++) {
      append(log, turns, write(1, { entries: entries(i, i, 1, 900), mark: i > 5 ? snapshotAt(i - 2, 1) : undefined }));
      if (i > 5) log.release(1, i - 3);
    }
    assert.equal(answer, undefined);
    slowly.reading = false;
    slowly.waiting.forEach((read) => read());
    turns.run();
    assert.deepEqual(answer, entries(1, 2, 1, 100));
  });
});

describe("release", () => {
  it("lets segments be used again, so that the log takes bounded space", () => {
    const { log, turns, disk } = start();
    for (let i = 1; i <= 500; i++) {
      append(log, turns, write(1, { entries: entries(i, i, 1, 300), mark: i > 5 ? snapshotAt(i - 5, 1) : undefined }));
      if (i > 10) log.release(1, i - 10);
    }
    assert.ok(disk.files.size <= 6, `${disk.files.size} files`);
    const { log: again, groups } = recovered(openFiles(disk.files).outcome);
    assert.ok(again);
    assert.equal(groups[0]?.log.last, 500);
    assert.ok(groups[0].log.base >= 488);
  });

  it("refuses what no snapshot holds", () => {
    const { log, turns } = start();
    append(log, turns, write(1, { entries: entries(1, 9) }));
    log.release(1, 3);
    assert.throws(() => log.append([], () => undefined), /what is released is in a snapshot/);
  });
});

describe("a failing disk", () => {
  for (const operation of ["write", "sync"] as const) {
    it(`stops the log for good when it fails to ${operation}`, () => {
      const started = start();
      const { log, turns, calls } = started;
      started.failing = { operation, code: "EIO" };
      const errors: unknown[] = [];
      for (let i = 1; i <= 3; i++)
        log.append([write(1, { entries: entries(i, i) })], ({ error }) => errors.push(error));
      turns.run();
      assert.equal(errors.length, 3);
      assert.match(String(errors[0]), /EIO/);
      started.failing = undefined;
      calls.length = 0;
      errors.push(append(log, turns, write(1, { entries: entries(4, 4) })));
      assert.equal(new Set(errors).size, 1, "one error for all");
      log.idle();
      turns.run();
      assert.deepEqual(calls, [], "nothing is tried again");
      let closed = false;
      log.close(() => (closed = true));
      turns.run();
      assert.ok(closed);
    });
  }

  it("without room tells its owner ahead of need, goes on, waits, and goes on when there is room again", () => {
    const space: boolean[] = [];
    const started = start({ spaceChanged: (hasSpace: boolean) => space.push(hasSpace), firstSegmentBytes: 4096 });
    const { log, turns } = started;
    started.failing = { operation: "allocate", code: "ENOSPC" };
    let written = 0;
    for (let i = 1; i <= 20; i++) {
      log.append([write(1, { entries: entries(i, i, 1, 400) })], ({ error }) => {
        assert.equal(error, undefined);
        written++;
      });
      turns.run();
    }
    const before = written;
    assert.ok(before > 2 && before < 20, `${before} were written`);
    assert.deepEqual(space, [false]);
    log.idle();
    turns.run();
    assert.equal(written, before);
    started.failing = undefined;
    log.idle();
    turns.run();
    assert.equal(written, 20);
    assert.deepEqual(space, [false, true]);
  });

  it("can be closed while it waits for room", () => {
    const started = start();
    const { log, turns } = started;
    started.failing = { operation: "allocate", code: "ENOSPC" };
    const errors: unknown[] = [];
    for (let i = 1; i <= 30; i++)
      log.append([write(1, { entries: entries(i, i, 1, 400) })], ({ error }) => errors.push(error));
    let closed = false;
    log.close(() => (closed = true));
    turns.run();
    assert.ok(closed);
    assert.equal(errors.length, 30);
    assert.match(String(errors.at(-1)), /ENOSPC/);
  });

  it("answers the call to open, whatever fails", () => {
    for (let call = 0; call < 12; call++) {
      for (const code of ["EIO", "ENOSPC"] as const) {
        const turns = new Turns();
        const disk = new MemoryDisk(turns.defer);
        let count = 0;
        disk.failing = () => (count++ === call ? code : undefined);
        let answered = 0;
        openWal(walOptions(disk, turns), () => answered++);
        turns.run();
        assert.equal(answered, 1, `${code} at call ${call}`);
      }
    }
  });
});

describe("idle", () => {
  it("writes one small batch behind the last one", () => {
    const { log, turns, calls } = start();
    calls.length = 0;
    log.idle();
    turns.run();
    assert.deepEqual(
      calls.map(({ operation }) => operation),
      ["write", "sync"],
    );
    log.idle();
    turns.run();
    assert.equal(calls.length, 2);
  });
});

describe("close", () => {
  it("lets what is under way end, and takes no more", () => {
    const { log, turns, disk } = start();
    let done = 0;
    for (let i = 1; i <= 20; i++)
      log.append([write(1, { entries: entries(i, i, 1, 300) })], ({ error }) => (done += error ? 0 : 1));
    let closed = false;
    log.close(({ error }) => (closed = error === undefined));
    turns.run();
    assert.equal(done, 20);
    assert.ok(closed);
    assert.ok(append(log, turns) instanceof WalClosed);
    assert.ok(readAll(log, turns, 1, 1, 2).error instanceof WalClosed);
    assert.equal(recovered(openFiles(disk.files).outcome).groups[0]?.log.last, 20);
  });
});
