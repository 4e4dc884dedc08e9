import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Disk, File } from "@keyval/storage";
import { checkDiskModel, diskContract } from "@keyval/storage/testing";
import { SeededRandom } from "../random.js";
import { Scheduler } from "../scheduler.js";
import { CALM_DISK, type DiskFaults, drawDiskFaults } from "./disk-faults.js";
import { SimDisk } from "./sim-disk.js";
import { at, bytesOf, newWorld, open, readAll, run, tell } from "./sim-disk.test-helper.js";

const DAY = 86_400_000_000;

function runOnce(start: (disk: Disk, done: (error?: Error) => void) => void, faults: DiskFaults, seed: number): void {
  const scheduler = new Scheduler();
  const disk = new SimDisk(scheduler, new SeededRandom(seed), faults);
  const ends: (Error | undefined)[] = [];
  start(disk, (error) => ends.push(error));
  scheduler.runUntil(DAY);
  assert.deepEqual(ends, [undefined]);
}

describe("a calm simulated disk keeps the contract", () => {
  for (const { name, run: story } of diskContract) test(name, () => runOnce(story, CALM_DISK, 1));
});

test("disks of any temper keep the contract as long as nothing fails", () => {
  for (let seed = 0; seed < 4; seed++) {
    const faults = drawDiskFaults(new SeededRandom(seed));
    for (const { run: story } of diskContract) runOnce(story, faults, seed);
  }
});

test("random operations leave what a plain map says", () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new SeededRandom(seed);
    const faults = drawDiskFaults(random);
    runOnce(
      (disk, done) => checkDiskModel(disk, { operations: 200, below: (limit) => random.below(limit) }, done),
      faults,
      seed,
    );
  }
});

test("the same seed gives the same run, event for event", () => {
  const traces = [5, 5, 6].map((seed) => {
    const world = newWorld(seed, { errorsPerMillion: 100_000, stallsPerMillion: 50_000, stallMost: 1000 });
    const trace: string[] = [];
    for (let round = 0; round < 30; round++) {
      tell(world, `f${round % 3}`, world.random.below(5000), 700, round, trace);
      if (round % 7 === 6) world.disk.crash();
    }
    return [...trace, ...world.events, JSON.stringify(world.disk.durableFiles()), `${world.scheduler.now}`].join("\n");
  });
  assert.equal(traces[0], traces[1]);
  assert.notEqual(traces[0], traces[2]);
});

describe("space", () => {
  const capacity = 10 * 4096;

  test("runs out at allocation, and an allocation that fails takes nothing", () => {
    const world = newWorld(1, { capacity });
    const file = open(world, "a", "new");
    assert.equal(run(world, (done) => file.allocate(8 * 4096, done)).error, undefined);
    assert.equal(run(world, (done) => file.allocate(10 * 4096 + 1, done)).error?.code, "ENOSPC");
    assert.equal(world.disk.usedBytes, 8 * 4096);
    assert.equal(run<number>(world, (done) => file.size(done)).value, 8 * 4096);
    assert.ok(world.events.includes("ENOSPC a"));
  });

  test("that was allocated is there for writes when the disk is full", () => {
    const world = newWorld(1, { capacity });
    const file = open(world, "a", "new");
    run(world, (done) => file.allocate(8 * 4096, done));
    const other = open(world, "b", "new");
    run(world, (done) => other.allocate(2 * 4096, done));
    assert.equal(run(world, (done) => file.write(4000, [bytesOf(9000, 1)], done)).error, undefined);
    const failed = run(world, (done) => other.write(2 * 4096 - 10, [bytesOf(20, 2)], done));
    assert.deepEqual([failed.error?.code, failed.error?.operation, failed.error?.path], ["ENOSPC", "write", "b"]);
    assert.equal(run<number>(world, (done) => other.size(done)).value, 2 * 4096);
  });

  test("runs out for a write into a hole, and the write may have happened in part", () => {
    const world = newWorld(1, { capacity });
    const file = open(world, "a", "new");
    run(world, (done) => file.truncate(20 * 4096, done));
    assert.equal(world.disk.usedBytes, 0);
    assert.equal(run(world, (done) => file.write(0, [bytesOf(11 * 4096, 1)], done)).error?.code, "ENOSPC");
    assert.equal(world.disk.usedBytes, capacity);
    assert.deepEqual(readAll(world, "a").subarray(0, capacity), bytesOf(capacity, 1));
  });

  test("comes back with a truncation, a removal, a replacement, and with the last close of a removed file", () => {
    const world = newWorld(1, { capacity });
    const file = open(world, "a", "new");
    run(world, (done) => file.allocate(10 * 4096, done));
    run(world, (done) => file.truncate(3 * 4096, done));
    assert.equal(world.disk.usedBytes, 3 * 4096);
    run(world, (done) => world.disk.remove("a", done));
    assert.equal(world.disk.usedBytes, 3 * 4096);
    run(world, (done) => file.close(done));
    assert.equal(world.disk.usedBytes, 0);
    for (const name of ["b", "c"]) {
      const other = open(world, name, "new");
      run(world, (done) => other.allocate(5 * 4096, done));
      run(world, (done) => other.close(done));
    }
    assert.equal(world.disk.usedBytes, capacity);
    run(world, (done) => world.disk.rename("b", "c", done));
    assert.equal(world.disk.usedBytes, 5 * 4096);
    run(world, (done) => world.disk.remove("c", done));
    assert.equal(world.disk.usedBytes, 0);
  });

  test("comes back when the disk grows, and is counted anew after a crash", () => {
    const world = newWorld(1, { capacity });
    const file = open(world, "a", "new");
    assert.equal(run(world, (done) => file.allocate(11 * 4096, done)).error?.code, "ENOSPC");
    world.disk.faults = { ...world.disk.faults, capacity: capacity + 4096 };
    assert.equal(run(world, (done) => file.allocate(11 * 4096, done)).error, undefined);
    run(world, (done) => file.sync(done));
    run(world, (done) => world.disk.syncDirectory("", done));
    open(world, "b", "new");
    run(world, (done) => world.disk.remove("b", done));
    world.disk.crash();
    const again = open(world, "a", "existing");
    assert.equal(run<number>(world, (done) => again.size(done)).value, 11 * 4096);
    assert.equal(world.disk.usedBytes, 11 * 4096);
  });
});

describe("failures", () => {
  test("ordered ones hit the next call of their kind, once, and say what failed", () => {
    const world = newWorld(1);
    const [one, other] = [open(world, "a", "new"), open(world, "b", "new")];
    world.disk.failNext({ operation: "sync", path: "b", code: "EIO" });
    assert.equal(run(world, (done) => one.sync(done)).error, undefined);
    const { error } = run(world, (done) => other.sync(done));
    assert.deepEqual([error?.code, error?.operation, error?.path], ["EIO", "sync", "b"]);
    assert.equal(run(world, (done) => other.sync(done)).error, undefined);
    world.disk.failNext({ operation: "open", code: "ENOSPC" });
    assert.equal(run<File>(world, (done) => world.disk.open("c", "any", done)).error?.code, "ENOSPC");
  });

  test("come from every operation at the rate that was asked for", () => {
    const failed = new Map<string, number>();
    const world = newWorld(3, { errorsPerMillion: 200_000 });
    const count = (error: Error | undefined, operation: string): void => {
      if (error !== undefined) failed.set(operation, (failed.get(operation) ?? 0) + 1);
    };
    for (let round = 0; round < 500; round++) {
      const opened = run<File>(world, (done) => world.disk.open("a", "any", done));
      count(opened.error, "open");
      const file = opened.value;
      if (file !== undefined) {
        count(run<number>(world, (done) => file.size(done)).error, "size");
        count(run<number>(world, (done) => file.read(0, new Uint8Array(10), done)).error, "read");
        count(run(world, (done) => file.write(0, [bytesOf(10, 1)], done)).error, "write");
        count(run(world, (done) => file.allocate(10, done)).error, "allocate");
        count(run(world, (done) => file.truncate(10, done)).error, "truncate");
        count(run(world, (done) => file.sync(done)).error, "sync");
        count(run(world, (done) => file.close(done)).error, "close");
      }
      count(run<readonly string[]>(world, (done) => world.disk.list("", done)).error, "list");
      count(run(world, (done) => world.disk.makeDirectory("d", done)).error, "makeDirectory");
      count(run(world, (done) => world.disk.rename("a", "a", done)).error, "rename");
      count(run(world, (done) => world.disk.syncDirectory("", done)).error, "syncDirectory");
    }
    assert.equal(failed.size, 12);
    for (const [operation, times] of failed) assert.ok(times > 50 && times < 250, `${operation}: ${times}`);
  });

  test("of a write leave any of its sectors written, and no others changed", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      const world = newWorld(seed);
      const file = open(world, "a", "new");
      run(world, (done) => file.write(0, [bytesOf(2048, 1)], done));
      world.disk.failNext({ operation: "write", code: "EIO" });
      run(world, (done) => file.write(100, [bytesOf(1000, 2), bytesOf(400, 2)], done));
      const all = readAll(world, "a");
      for (let position = 0; position < 2048; position++) {
        const isInside = position >= 100 && position < 1500;
        assert.ok(all[position] === 1 || (isInside && all[position] === 2));
      }
      seen.add([at(all, 100), at(all, 512), at(all, 1024)].join(""));
    }
    assert.equal(seen.size, 8);
  });
});

test("time passes by latency, bandwidth and stalls", () => {
  const takes = (faults: Partial<DiskFaults>): number => {
    const world = newWorld(1, faults);
    const file = open(world, "a", "new");
    run(world, (done) => file.write(0, [bytesOf(1_000_000, 1)], done));
    const begin = world.scheduler.now;
    let end = 0;
    file.sync(() => (end = world.scheduler.now));
    world.scheduler.runUntil(DAY);
    return end - begin;
  };
  const syncing = { least: 100, spread: 0, slowPerMille: 0, slowMost: 0 };
  assert.equal(takes({ syncing, bytesPerMillisecond: 2 ** 40 }), 100);
  // 1,954 sectors of 512 bytes.
  assert.equal(takes({ syncing, bytesPerMillisecond: 10_000 }), 100_144);
  assert.ok(takes({ syncing, stallsPerMillion: 1_000_000, stallMost: 1_000_000 }) > 1100);
});
