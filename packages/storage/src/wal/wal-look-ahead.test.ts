import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { File } from "../disk.js";
import { SECTOR_BYTES } from "../limits.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { segmentName } from "./file-names.js";
import { WalDamage } from "./wal-error.js";
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

const LOOK_AHEAD = 2048;
const SIZES = { segmentBytes: 2 ** 16, firstSegmentBytes: 2 ** 16, lookAheadBytes: LOOK_AHEAD };
const FIRST = `wal/${segmentName(1)}`;

interface Write {
  readonly position: number;
  readonly length: number;
  /** What was in the file then. */
  readonly before: Uint8Array;
}

interface World {
  /** To the first segment. */
  readonly writes: readonly Write[];
  /** Appends an entry of so many bytes, and gives the files as they are then. */
  readonly put: (bytes: number) => ReadonlyMap<string, Uint8Array>;
}

function watchFiles(disk: MemoryDisk, watch: (file: File) => void): void {
  const openFile = disk.open.bind(disk);
  disk.open = (path, mode, done) => {
    openFile(path, mode, (outcome) => {
      if (outcome.value !== undefined) watch(outcome.value);
      done(outcome);
    });
  };
}

function start(): World {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const writes: Write[] = [];
  watchFiles(disk, (file) => {
    const writeFile = file.write.bind(file);
    file.write = (position, chunks, answer) => {
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      const before = disk.files.get(FIRST)?.slice() ?? assert.fail();
      if (file.path === FIRST) writes.push({ position, length, before });
      writeFile(position, chunks, answer);
    };
  });
  const { log } = recovered(open(disk, turns, SIZES).outcome);
  append(log, turns, write(1, { snapshot: snapshotAt(0, 0) }));
  let index = 0;
  const put = (bytes: number): ReadonlyMap<string, Uint8Array> => {
    index++;
    assert.equal(append(log, turns, write(1, { entries: [command(index, 1, new Uint8Array(bytes))] })), undefined);
    return new Map([...disk.files].map(([path, bytes]) => [path, bytes.slice()]));
  };
  return { writes, put };
}

/** Opens the files, and counts what is read of them. */
function openCounting(files: ReadonlyMap<string, Uint8Array>): { readonly read: number; readonly last: number } {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  let read = 0;
  watchFiles(disk, (file) => {
    const readFile = file.read.bind(file);
    file.read = (position, target, answer) => {
      read += target.length;
      readFile(position, target, answer);
    };
  });
  const { groups, log } = recovered(open(disk, turns, SIZES).outcome);
  const last = groups[0]?.log.last ?? 0;
  assert.equal(readAll(log, turns, 1, 1, last).value?.length ?? 0, last);
  return { read, last };
}

describe("recovery", () => {
  it("reads little of segments that hold little", () => {
    const { put } = start();
    for (let i = 0; i < 5; i++) put(100);
    const { read, last } = openCounting(put(100));
    assert.equal(last, 6);
    assert.ok(read <= 2 ** 14, `${read} bytes of two segments of 65,536`);
  });

  it("reads on while there is something", () => {
    const { put } = start();
    for (let i = 0; i < 50; i++) put(900);
    assert.equal(openCounting(put(900)).last, 51);
  });

  it("finds any batch lost although its place shows an end, as long as there is a later one", () => {
    const { put, writes } = start();
    for (const bytes of [100, LOOK_AHEAD - 500, 100, LOOK_AHEAD, 300, 20_000, 9000, 100]) put(bytes);
    const files = put(100);
    const batches = writes.filter(({ position }) => position > SECTOR_BYTES);
    assert.equal(batches.length, 1 + 9 + 3, "each of the three large ones is announced");
    for (const { position, length, before } of batches.slice(0, -1)) {
      const bytes = files.get(FIRST)?.slice() ?? assert.fail();
      // Its end mark was overwritten by the next one, which is not lost.
      bytes.set(before.subarray(position, position + length - SECTOR_BYTES), position);
      const { error } = openFiles(new Map([...files, [FIRST, bytes]]), SIZES).outcome;
      assert.ok(error instanceof WalDamage, `${length} bytes at ${position}: ${String(error)}`);
    }
  });
});
