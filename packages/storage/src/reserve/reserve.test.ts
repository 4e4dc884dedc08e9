import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiskErrorCode, DiskOperation, File, Outcome } from "../disk.js";
import type { Log } from "../log.js";
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
} from "../wal/wal-world.test-helper.js";
import { Reserve } from "./reserve.js";
import { ReservedDisk } from "./reserved-disk.js";

const RESERVE_BYTES = 32_768;
const SEGMENT_BYTES = 8192;

interface World {
  readonly turns: Turns;
  readonly disk: MemoryDisk;
  readonly reserve: Reserve;
  readonly log: Log;
  /** What the owner was told: of the reserve, and of room for the log. */
  readonly told: string[];
  readonly engine: File;
}

function result<T>(turns: Turns, call: (done: (outcome: Outcome<T>) => void) => void): Outcome<T> {
  const outcomes: Outcome<T>[] = [];
  call((outcome) => outcomes.push(outcome));
  assert.equal(outcomes.length, 0, "no callback runs inside the call");
  turns.run();
  const [outcome, ...more] = outcomes;
  assert.ok(outcome !== undefined);
  assert.deepEqual(more, []);
  return outcome;
}

function value<T>(turns: Turns, call: (done: (outcome: Outcome<T>) => void) => void): T {
  const outcome = result(turns, call);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}

/** A log and an engine's file on a disk with a reserve. */
function start(): World {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const told: string[] = [];
  const options = {
    disk,
    path: "reserve",
    bytes: RESERVE_BYTES,
    changed: (isWhole: boolean) => void told.push(isWhole ? "whole" : "given up"),
  };
  const reserve = value<Reserve>(turns, (done) => Reserve.open(options, done));
  const { log } = recovered(
    open(disk, turns, {
      segmentBytes: SEGMENT_BYTES,
      firstSegmentBytes: SEGMENT_BYTES,
      reserve,
      spaceChanged: (hasSpace) => void told.push(hasSpace ? "room" : "no room"),
    }).outcome,
  );
  append(log, turns, write(1, { snapshot: snapshotAt(0, 0) }));
  const engine = value<File>(turns, (done) => new ReservedDisk(disk, reserve).open("engine", "new", done));
  told.length = 0;
  return { turns, disk, reserve, log, told, engine };
}

function used(disk: MemoryDisk): number {
  return [...disk.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}

/** Appends entries of 1 KB until one is not answered; gives back how many were, and who still waits. */
function fill({ log, turns }: World): { answered: number[]; failed: Error[]; asked: number } {
  const answered: number[] = [];
  const failed: Error[] = [];
  let asked = 0;
  while (answered.length === asked && asked < 500) {
    const index = ++asked;
    log.append([write(1, { entries: [command(index, 1, new Uint8Array(1000).fill(index % 256))] })], ({ error }) => {
      if (error === undefined) answered.push(index);
      else failed.push(error);
    });
    turns.run();
  }
  return { answered, failed, asked };
}

describe("a full disk", () => {
  it("is told of while there is still room for appends, which then wait, and go on once there is space", () => {
    const world = start();
    const { disk, log, turns, told } = world;
    disk.capacity = used(disk) + SEGMENT_BYTES + 100;
    log.append([write(1, { mark: undefined })], () => undefined);
    turns.run();
    const early: number[] = [];
    disk.failing = () => {
      if (told.includes("no room")) early.push(1);
      return undefined;
    };
    const { answered, failed, asked } = fill(world);
    assert.ok(early.length > 2, "told before the appends had to wait");
    assert.equal(answered.length, asked - 1);
    log.idle();
    turns.run();
    assert.equal(answered.length, asked - 1, "still waiting");
    disk.capacity = Infinity;
    log.idle();
    turns.run();
    assert.equal(answered.length, asked);
    assert.deepEqual(failed, []);
    assert.deepEqual(told, ["no room", "room"]);
    const again = openFiles(disk.files, { segmentBytes: SEGMENT_BYTES });
    const { value: entries } = readAll(recovered(again.outcome).log, again.turns, 1, 1, asked);
    assert.equal(entries?.length, asked);
  });

  it("leaves the reserve for what was promised, not for the log", () => {
    const world = start();
    const { disk, log, turns, told, engine, reserve } = world;
    disk.capacity = used(disk) + SEGMENT_BYTES + 100;
    const { answered, asked } = fill(world);
    // What was promised goes to the engine, although the disk is full.
    for (const index of answered) {
      value(turns, (done) => engine.write((index - 1) * 1000, [new Uint8Array(1000).fill(index)], done));
    }
    assert.ok(answered.length * 1000 > 10_000);
    assert.equal(reserve.isWhole, false);
    log.idle();
    turns.run();
    assert.equal(answered.length, asked - 1, "the log takes none of it");
    assert.deepEqual(told, ["no room", "given up"]);
    disk.capacity = Infinity;
    log.idle();
    turns.run();
    assert.equal(answered.length, asked);
    assert.deepEqual(told, ["no room", "given up", "whole", "room"]);
    assert.equal(disk.files.get("reserve")?.length, RESERVE_BYTES);
  });

  it("shows once the reserve is used up", () => {
    const { disk, turns, engine, reserve } = start();
    disk.capacity = used(disk);
    value(turns, (done) => engine.write(0, [new Uint8Array(RESERVE_BYTES)], done));
    assert.equal(disk.files.get("reserve")?.length, 0);
    const { error } = result(turns, (done) => engine.write(RESERVE_BYTES, [new Uint8Array(1)], done));
    assert.equal(error?.code, "ENOSPC");
    assert.equal(
      value<boolean>(turns, (done) => reserve.giveUp((value) => done({ error: undefined, value }))),
      false,
    );
  });

  it("does not keep a log from opening that has room", () => {
    const { disk, turns, log } = start();
    const before = used(disk);
    append(log, turns, write(1, { entries: [command(1, 1)] }));
    const again = new MemoryDisk(turns.defer, new Map([...disk.files].filter(([path]) => path !== "reserve")));
    again.capacity = before - RESERVE_BYTES;
    const told: boolean[] = [];
    const options = {
      disk: again,
      path: "reserve",
      bytes: RESERVE_BYTES,
      changed: (is: boolean) => void told.push(is),
    };
    const reserve = value<Reserve>(turns, (done) => Reserve.open(options, done));
    assert.equal(reserve.isWhole, false);
    const found = recovered(open(again, turns, { segmentBytes: SEGMENT_BYTES, reserve }).outcome);
    assert.equal(found.groups[0]?.log.last, 1);
    again.capacity = Infinity;
    found.log.idle();
    turns.run();
    assert.deepEqual(told, [true]);
  });

  it("harms nothing at whichever call it shows", () => {
    for (let failAt = 1; failAt < 60; failAt++) {
      for (const times of [1, 3]) {
        const world = start();
        const { disk, log, turns } = world;
        let calls = 0;
        disk.failing = (operation: DiskOperation, path): DiskErrorCode | undefined => {
          if (!["open", "allocate", "write", "syncDirectory"].includes(operation) || path === "reserve")
            return undefined;
          calls++;
          return calls >= failAt && calls < failAt + times ? "ENOSPC" : undefined;
        };
        const answered: number[] = [];
        const failed: number[] = [];
        for (let index = 1; index <= 30; index++) {
          const entries = [command(index, 1, new Uint8Array(900).fill(index))];
          log.append([write(1, { entries })], ({ error }) => (error === undefined ? answered : failed).push(index));
          turns.run();
          if (index % 5 === 0) log.idle();
        }
        log.idle();
        turns.run();
        const again = openFiles(disk.files, { segmentBytes: SEGMENT_BYTES });
        const found = recovered(again.outcome);
        const last = found.groups[0]?.log.last ?? 0;
        assert.ok(last >= answered.length, `${failAt}: ${last} of ${answered.length}`);
        assert.equal(answered.length + failed.length, 30, `${failAt}: all are answered`);
        assert.deepEqual(
          answered,
          Array.from(answered, (_, i) => i + 1),
        );
      }
    }
  });
});
