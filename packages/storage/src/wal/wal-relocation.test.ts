import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Entry } from "@keyval/raft";
import type { File } from "../disk.js";
import { LOOK_AHEAD_BYTES } from "../limits.js";
import type { Log, LogOutcome } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import {
  append,
  command,
  open,
  openFiles,
  readAll,
  recovered,
  snapshotAt,
  Turns,
  write,
} from "./wal-world.test-helper.js";

const SEGMENT_BYTES = 2 ** 14;
const SIZES = { segmentBytes: SEGMENT_BYTES, firstSegmentBytes: SEGMENT_BYTES, lookAheadBytes: LOOK_AHEAD_BYTES };

const kept = (origin: number): ReturnType<typeof command>[] =>
  [1, 2, 3].map((i) => command(origin + i, 3, new Uint8Array(50).fill(i)));

interface Busy {
  readonly log: Log;
  readonly turns: Turns;
  readonly disk: MemoryDisk;
  /** Group 2 writes so many entries of 1 KB, and releases all but the last. */
  readonly work: (count: number) => void;
  readonly segments: () => number;
}

/** Group 1 holds three entries. */
function start(origin = 0, turns = new Turns(), disk = new MemoryDisk(turns.defer)): Busy {
  const { log } = recovered(open(disk, turns, SIZES).outcome);
  append(log, turns, write(1, { snapshot: snapshotAt(origin, 2), entries: kept(origin) }));
  append(log, turns, write(2, { snapshot: snapshotAt(0, 0) }));
  let index = 0;
  const work = (count: number): void => {
    for (let i = 0; i < count; i++) {
      index++;
      const mark = index > 1 ? snapshotAt(index - 1, 1) : undefined;
      append(log, turns, write(2, { entries: [command(index, 1, new Uint8Array(1000))], mark }));
      if (mark !== undefined) log.release(2, mark.index);
    }
  };
  return {
    log,
    turns,
    disk,
    work,
    segments: () => [...disk.files.keys()].filter((name) => name.endsWith(".wal")).length,
  };
}

describe("what an idle group keeps", () => {
  for (const origin of [0, 2 ** 32 - 2, 2 ** 52 - 2]) {
    it(`is moved, so that the log does not grow with what others release (from ${origin})`, () => {
      const { log, turns, disk, work, segments } = start(origin);
      let most = 0;
      for (let round = 0; round < 60; round++) {
        work(10);
        most = Math.max(most, segments());
      }
      assert.ok(most <= 9, `${most} segments`);
      assert.deepEqual(readAll(log, turns, 1, origin + 1, origin + 3).value, kept(origin));
      const again = openFiles(disk.files, SIZES);
      const found = recovered(again.outcome);
      assert.equal(found.groups.find(({ group }) => group === 1)?.log.last, origin + 3);
      assert.deepEqual(readAll(found.log, again.turns, 1, origin + 1, origin + 3).value, kept(origin));
    });
  }

  it("is continued, truncated and released like any other entries", () => {
    const { log, turns, disk, work } = start();
    work(100);
    append(log, turns, write(1, { entries: [command(3, 4), command(4, 4)] }));
    work(100);
    append(log, turns, write(1, { entries: [command(5, 4)], mark: snapshotAt(1, 3) }));
    log.release(1, 1);
    work(100);
    const expected = [...kept(0).slice(1, 2), command(3, 4), command(4, 4), command(5, 4)];
    assert.deepEqual(readAll(log, turns, 1, 2, 5).value, expected);
    const again = openFiles(disk.files, SIZES);
    assert.deepEqual(readAll(recovered(again.outcome).log, again.turns, 1, 2, 5).value, expected);
  });

  for (const change of ["replaced", "released"] as const) {
    it(`is not moved if it is ${change} while it is being read`, () => {
      const turns = new Turns();
      const disk = new MemoryDisk(turns.defer);
      const slowly = { isReading: false, waiting: new Array<() => void>() };
      const openFile = disk.open.bind(disk);
      disk.open = (path, mode, done) => {
        openFile(path, mode, (outcome) => {
          assert.ok(outcome.value);
          const file = outcome.value;
          const read: File["read"] = (...asked) => {
            if (slowly.isReading) slowly.waiting.push(() => file.read(...asked));
            else file.read(...asked);
          };
          done({ error: undefined, value: { ...file, read } });
        });
      };
      const { log, work } = start(0, turns, disk);
      slowly.isReading = true;
      while (slowly.waiting.length === 0) work(1);
      const replaced = [command(2, 4), command(3, 4)];
      append(log, turns, write(1, change === "replaced" ? { entries: replaced } : { mark: snapshotAt(2, 3) }));
      if (change === "released") log.release(1, 2);
      work(1);
      slowly.isReading = false;
      for (const read of slowly.waiting) read();
      turns.run();
      work(20);
      const expected = change === "replaced" ? [...kept(0).slice(0, 1), ...replaced] : kept(0).slice(2);
      const from = change === "replaced" ? 1 : 3;
      assert.deepEqual(readAll(log, turns, 1, from, 3).value, expected);
      const again = openFiles(disk.files, SIZES);
      assert.deepEqual(readAll(recovered(again.outcome).log, again.turns, 1, from, 3).value, expected);
    });
  }

  it("is not read from where it goes before it is there", () => {
    const turns = new Turns();
    const disk = new MemoryDisk(turns.defer);
    const moving = { isUnderWay: false, held: new Array<() => void>() };
    const openFile = disk.open.bind(disk);
    disk.open = (path, mode, done) => {
      openFile(path, mode, (outcome) => {
        assert.ok(outcome.value);
        const file = outcome.value;
        const read: File["read"] = (...asked) => {
          moving.isUnderWay = true;
          file.read(...asked);
        };
        const write: File["write"] = (...asked) => {
          if (moving.isUnderWay) moving.held.push(() => file.write(...asked));
          else file.write(...asked);
        };
        done({ error: undefined, value: { ...file, read, write } });
      });
    };
    const { log, work } = start(0, turns, disk);
    while (!moving.isUnderWay) work(1);
    assert.ok(moving.held.length > 0, "the batch with what is moved is under way");
    const answers: LogOutcome<readonly Entry[]>[] = [];
    log.read({ group: 1, from: 1, last: 3, bytesMax: Infinity }, (outcome) => answers.push(outcome));
    turns.run();
    assert.deepEqual(answers, []);
    moving.isUnderWay = false;
    for (const write of moving.held.splice(0)) write();
    turns.run();
    assert.deepEqual(answers, [{ error: undefined, value: kept(0) }]);
  });

  it("stays if it can not be read, and the log goes on", () => {
    const { log, turns, disk, work } = start();
    disk.failing = (operation) => (operation === "read" ? "EIO" : undefined);
    work(200);
    disk.failing = () => undefined;
    assert.deepEqual(readAll(log, turns, 1, 1, 3).value, kept(0));
    work(100);
    assert.deepEqual(readAll(log, turns, 1, 1, 3).value, kept(0));
  });

  it("is not moved where the log is as small as it may be", () => {
    const { disk, work } = start();
    const asked: string[] = [];
    disk.failing = (operation) => {
      asked.push(operation);
      return undefined;
    };
    work(40);
    assert.ok(!asked.includes("read"));
    work(40);
    assert.ok(asked.includes("read"));
  });
});
