import assert from "node:assert/strict";
import { test } from "node:test";
import type { File } from "@keyval/storage";
import { must, newWorld, open, readAll, run, type World } from "./sim-disk.test-helper.js";

const SECTOR = 512;
const SECTORS = 12;

/**
 * All that a sector may hold after a crash: its contents since the last successful sync. What failed syncs left in doubt
 * stays so until the sector is written and synced anew.
 */
interface Sector {
  possible: string[];
  isDirty: boolean;
}

/** One file of a fixed size, written, synced and crashed at random, overlapping calls included. */
class CrashModel {
  readonly world: World;
  readonly sectors: Sector[];
  now: Uint8Array;
  file: File;

  constructor(world: World) {
    this.world = world;
    this.file = open(world, "a", "new");
    this.now = new Uint8Array(SECTOR * SECTORS);
    must(world, (done) => this.file.allocate(this.now.length, done));
    must(world, (done) => this.file.sync(done));
    must(world, (done) => world.disk.syncDirectory("", done));
    this.sectors = Array.from({ length: SECTORS }, () => ({
      possible: [textOf(new Uint8Array(SECTOR))],
      isDirty: false,
    }));
  }

  write(position: number, bytes: Uint8Array): void {
    must(this.world, (done) => this.file.write(position, [bytes], done));
    this.#written(position, bytes);
  }

  sync(fails: boolean): void {
    if (fails) this.world.disk.failNext({ operation: "sync", code: "EIO" });
    assert.equal(run(this.world, (done) => this.file.sync(done)).error?.code, fails ? "EIO" : undefined);
    this.sectors.forEach((sector, number) => {
      if (!fails && sector.isDirty) sector.possible = [this.#textAt(this.now, number)];
      sector.isDirty = false;
    });
  }

  /** The power goes while a write and a sync are under way. */
  crash(position: number, bytes: Uint8Array, below: (limit: number) => number): void {
    const before = this.now.slice();
    if (below(2) === 0) this.file.sync(() => undefined);
    this.file.write(position, [bytes], () => undefined);
    this.world.scheduler.runUntil(this.world.scheduler.now + below(30));
    this.#written(position, bytes);
    this.world.disk.crash();
    const found = readAll(this.world, "a");
    assert.equal(found.length, this.now.length);
    this.sectors.forEach((sector, number) => {
      const text = this.#textAt(found, number);
      const allowed = [...sector.possible, this.#textAt(before, number)];
      assert.ok(allowed.includes(text), `sector ${number} holds what it never held`);
      sector.possible = [text];
      sector.isDirty = false;
    });
    this.now = found;
    this.file = open(this.world, "a", "existing");
  }

  #written(position: number, bytes: Uint8Array): void {
    this.now.set(bytes, position);
    for (let number = Math.floor(position / SECTOR); number * SECTOR < position + bytes.length; number++) {
      const sector = this.sectors[number];
      sector?.possible.push(this.#textAt(this.now, number));
      if (sector !== undefined) sector.isDirty = true;
    }
  }

  #textAt(bytes: Uint8Array, number: number): string {
    return textOf(bytes.subarray(number * SECTOR, (number + 1) * SECTOR));
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

test("after any crash each sector holds what it last had when synced, or something written since", () => {
  for (let seed = 0; seed < 60; seed++) {
    const world = newWorld(seed, { writeBackPerMille: 300 });
    const { random } = world;
    const below = (limit: number): number => random.below(limit);
    const model = new CrashModel(world);
    const draw = (): readonly [number, Uint8Array] => {
      const position = below(model.now.length);
      const length = 1 + below(Math.min(3000, model.now.length - position));
      return [position, Uint8Array.from({ length }, () => below(256))];
    };
    for (let step = 0; step < 80; step++) {
      const dice = below(12);
      if (dice < 7) model.write(...draw());
      else if (dice < 10) model.sync(false);
      else if (dice < 11) model.sync(true);
      else model.crash(...draw(), below);
      if (dice < 11) assert.deepEqual(readAll(world, "a"), model.now);
    }
  }
});
