import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Engine, EngineRecord } from "../engine/engine.js";
import { KeyOwner } from "../engine/owner.test-helper.js";
import { encodeFileHeader, HEADER_BYTES } from "./file-header.js";
import {
  bitcaskOptions,
  CRC32,
  Dice,
  type Files,
  must,
  openFiles,
  opened,
  settle,
  type Opened,
  Turns,
} from "./bitcask-world.test-helper.js";
import { encodeManifest } from "./manifest.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";

const expected = new Map<string, string>();

/** Some closed files with their hints, and what has to be in them. */
const whole: Files = (() => {
  const world = openFiles(new Map());
  const engine = opened(world);
  const owner = new KeyOwner(engine);
  for (let i = 0; i < 40; i++) {
    const [key, value] = [`key ${i % 25}`, `value ${i} `.repeat(9)];
    owner.put(key, Buffer.from(value));
    expected.set(key, value);
  }
  owner.remove("key 3");
  expected.delete("key 3");
  must(world.turns, (done) => engine.checkpoint({ applied: 41, state: Buffer.from("state") }, true, done));
  must(world.turns, (done) => engine.close(done));
  return world.disk.files;
})();

const paths = [...whole.keys()].sort();
const pathOf = (ending: string): string => paths.find((path) => path.endsWith(ending)) ?? assert.fail();

/** What can be had of damaged files: the right data, or the error of the first call that found something. */
function errorOf(files: Files, change: (world: Opened) => void = () => undefined): Error | undefined {
  const world = openFiles(files);
  if (world.outcome.error !== undefined) return world.outcome.error;
  const engine = world.outcome.value;
  change(world);
  return errorOfReads(engine, world);
}

function errorOfReads(engine: Engine, { turns }: Opened): Error | undefined {
  assert.equal(engine.checkpointed.applied, 41);
  assert.equal(Buffer.from(engine.checkpointed.state).toString(), "state");
  const owner = new KeyOwner(engine);
  const scanned = settle(turns, (done) => engine.scanKeys(owner.found, done));
  if (scanned.error !== undefined) return scanned.error;
  assert.deepEqual([...owner.places.keys()].sort(), [...expected.keys()].sort());
  let first: Error | undefined;
  for (const [key, value] of expected) {
    const place = owner.places.get(key) ?? -1;
    for (const { error, value: record } of [
      engine.readNow(place),
      settle<EngineRecord>(turns, (done) => engine.read(place, done)),
    ]) {
      if (error === undefined) assert.equal(Buffer.from(record.value).toString(), value);
      else first ??= error;
    }
  }
  const records = new Map<string, string>();
  const all = settle(turns, (done) =>
    engine.scan(({ key, value, isTombstone }) => {
      const text = Buffer.from(key).toString();
      if (isTombstone) records.delete(text);
      else records.set(text, Buffer.from(value).toString());
    }, done),
  );
  if (all.error === undefined) assert.deepEqual([...records].sort(), [...expected].sort());
  return first ?? all.error;
}

/** It names the file, and says what to do. */
function checkNames(error: Error | undefined, path: string): void {
  assert.ok(error !== undefined, `damage of ${path} is found`);
  assert.match(error.name, /^Engine(Damage|Foreign)$/);
  assert.ok(error.message.includes(path), error.message);
  assert.match(error.message, /do not go on with this directory|move it away|use that program/);
}

function changed(path: string, change: (bytes: Uint8Array) => Uint8Array): Files {
  return new Map([...whole].map(([name, bytes]) => [name, name === path ? change(bytes.slice()) : bytes]));
}

describe("damage", () => {
  it("is nowhere in what was written", () => {
    assert.equal(errorOf(whole), undefined);
    assert.ok(paths.length >= 7, paths.join(", "));
  });

  for (const path of paths) {
    it(`of a bit of ${path} is found, or does no harm`, () => {
      const size = whole.get(path)?.length ?? 0;
      for (let at = 0; at < size; at += at < 300 ? 1 : 5) {
        const files = changed(path, (bytes) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8))));
        const error = errorOf(files);
        if (path.endsWith(".hint")) assert.equal(error, undefined, `offset ${at}`);
        else checkNames(error, path);
      }
    });

    it(`by a lost end of ${path} is found, or does no harm`, () => {
      const size = whole.get(path)?.length ?? 0;
      for (let end = 0; end < size; end += end < 200 ? 1 : 13) {
        const error = errorOf(changed(path, (bytes) => bytes.slice(0, end)));
        if (path.endsWith(".hint")) assert.equal(error, undefined, `end ${end}`);
        else checkNames(error, path);
      }
    });

    it(`by bytes behind ${path} is found, or does no harm`, () => {
      for (const more of [1, 20, 512, 5000]) {
        const error = errorOf(changed(path, (bytes) => Uint8Array.from([...bytes, ...new Uint8Array(more).fill(1)])));
        if (path.endsWith("manifest")) checkNames(error, path);
        else assert.equal(error, undefined);
      }
    });

    it(`by zeros all over ${path} is found, or does no harm`, () => {
      const error = errorOf(changed(path, (bytes) => bytes.fill(0)));
      if (path.endsWith(".hint")) assert.equal(error, undefined);
      else checkNames(error, path);
    });

    it(`by the loss of ${path} is found, or does no harm`, () => {
      const error = errorOf(new Map([...whole].filter(([name]) => name !== path)));
      if (path.endsWith(".hint")) assert.equal(error, undefined);
      else checkNames(error, path);
    });
  }

  it("by two files that change places is found", () => {
    const [first = "", second = ""] = paths.filter((path) => path.endsWith(".data"));
    const swapped = new Map(whole);
    swapped.set(first, whole.get(second) ?? assert.fail());
    swapped.set(second, whole.get(first) ?? assert.fail());
    checkNames(errorOf(swapped), first);
  });

  it("by two hints that change places does no harm", () => {
    const [first = "", second = ""] = paths.filter((path) => path.endsWith(".hint"));
    const swapped = new Map(whole);
    swapped.set(first, whole.get(second) ?? assert.fail());
    swapped.set(second, whole.get(first) ?? assert.fail());
    assert.equal(errorOf(swapped), undefined);
  });

  it("makes hints again, once", () => {
    const world = openFiles(new Map([...whole].filter(([name]) => !name.endsWith(".hint"))));
    assert.equal(errorOfReads(opened(world), world), undefined);
    must(world.turns, (done) => opened(world).close(done));
    assert.deepEqual([...world.disk.files.keys()].sort(), paths);
    for (const path of paths) assert.deepEqual(world.disk.files.get(path), whole.get(path), path);
  });
});

describe("reads that go wrong while the engine is open", () => {
  /** Every read of data is answered with other bytes than it asked for. */
  const misdirected: Record<string, (path: string, position: number) => readonly [string, number]> = {
    "to a sector away": (path, position) => [path, position + 512],
    "to a byte away": (path, position) => [path, Math.max(0, position - 1)],
    "to another file": (path, position) => [
      paths.find((name) => name.endsWith(".data") && name !== path) ?? "",
      position,
    ],
    "to the file's begin": (path) => [path, HEADER_BYTES],
  };
  for (const [where, aim] of Object.entries(misdirected)) {
    it(`${where} are found`, () => {
      const error = errorOf(whole, ({ disk }) => {
        disk.misread = (path, position) => (path.endsWith(".data") ? aim(path, position) : [path, position]);
      });
      assert.equal(error?.name, "EngineDamage");
    });
  }

  it("because the disk fails are told, and the next may go well", () => {
    const world = openFiles(whole);
    const engine = opened(world);
    const owner = new KeyOwner(engine);
    must(world.turns, (done) => engine.scanKeys(owner.found, done));
    const place = owner.places.get("key 7") ?? -1;
    world.disk.failing = (operation) => (operation === "read" || operation === "readNow" ? "EIO" : undefined);
    assert.match(engine.readNow(place).error?.message ?? "", /EIO: readNow db\/.*data/);
    assert.match(
      settle<EngineRecord>(world.turns, (done) => engine.read(place, done)).error?.message ?? "",
      /EIO: read /,
    );
    world.disk.failing = () => undefined;
    assert.equal(engine.readNow(place).error, undefined);
  });

  it("in a merge give it up, and lose nothing", () => {
    const world = openFiles(whole);
    const engine = opened(world);
    const owner = new KeyOwner(engine);
    must(world.turns, (done) => engine.scanKeys(owner.found, done));
    let reads = 0;
    world.disk.failing = (operation) => (operation === "read" && ++reads > 1 ? "EIO" : undefined);
    let failures = 0;
    for (let slice = 0; slice < 40; slice++) {
      if (settle(world.turns, (done) => engine.reclaim(owner, 200, done)).error !== undefined) failures++;
    }
    assert.ok(failures >= 1 && failures < 10, `${failures} merges were given up`);
    world.disk.failing = () => undefined;
    for (const [key, value] of expected) {
      assert.equal(Buffer.from(engine.readNow(owner.places.get(key) ?? -1).value?.value ?? []).toString(), value);
    }
    must(world.turns, (done) => engine.checkpoint({ applied: 41, state: Buffer.from("state") }, true, done));
    must(world.turns, (done) => engine.close(done));
    assert.equal(errorOf(world.disk.files), undefined);
  });
});

it("a manifest longer than any is refused, and not taken into memory", () => {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, whole);
  const openFile = disk.open.bind(disk);
  disk.open = (path, mode, done) => {
    openFile(path, mode, (outcome) => {
      const { value: file } = outcome;
      if (file !== undefined) {
        file.size = (done) => turns.defer(() => done({ error: undefined, value: 2 ** 52 }));
        file.read = () => assert.fail("nothing of it is read");
      }
      done(outcome);
    });
  };
  const { error } = settle(turns, (done) => openBitcaskEngine(bitcaskOptions(disk, turns), done));
  checkNames(error, "db/manifest");
});

describe("a directory of somebody else", () => {
  it("is refused and left alone", () => {
    for (const name of ["thesis.txt", "manifest.bak", "0000000000000001.wal"]) {
      const files = new Map([[`db/${name}`, Uint8Array.of(1)]]);
      const { outcome, disk } = openFiles(files);
      assert.equal(outcome.error?.name, "EngineForeign");
      assert.ok(outcome.error.message.includes(`db/${name}`));
      assert.deepEqual(disk.files, files);
    }
  });

  it("with a manifest that is not ours is refused", () => {
    checkNames(
      errorOf(new Map([["db/manifest", Buffer.from("# some other program's manifest".repeat(9))]])),
      "db/manifest",
    );
  });

  it("with a manifest of a later version is refused, and says who wrote it", () => {
    const header = encodeFileHeader("manifest", { number: 1, high: 0, low: 0 }, "keyval 9.0.0", CRC32).slice();
    header[8] = 2;
    new DataView(header.buffer).setUint32(124, CRC32(header.subarray(0, 124), 0), true);
    const error = errorOf(new Map([["db/manifest", header]]));
    assert.match(
      error?.message ?? "",
      /db\/manifest has version 2 of its format, written by "keyval 9\.0\.0": use that/,
    );
  });

  it("of ours with more files in it is opened, and they stay", () => {
    const files = new Map([...whole, ["db/notes.txt", Uint8Array.of(1)]]);
    const world = openFiles(files);
    assert.equal(errorOfReads(opened(world), world), undefined);
    assert.ok(world.disk.files.has("db/notes.txt"));
  });
});

describe("arbitrary bytes", () => {
  const kinds = ["manifest", ".data", ".hint"] as const;
  for (const kind of kinds) {
    it(`in place of ${kind} bring a typed error or nothing at all`, () => {
      const path = pathOf(kind);
      for (let seed = 1; seed <= 300; seed++) {
        const dice = new Dice(seed);
        const size = (whole.get(path)?.length ?? 0) + dice.below(40) - 20;
        const files = changed(path, (bytes) => {
          const random = Uint8Array.from({ length: size }, () => dice.below(256));
          // Half of them keep the header, so that the rest is looked at.
          if (dice.chance(1, 2)) random.set(bytes.subarray(0, HEADER_BYTES));
          return random;
        });
        const error = errorOf(files);
        if (kind === ".hint") assert.equal(error, undefined);
        else checkNames(error, path);
      }
    });
  }

  it("with a good checksum, as a hint, do not lead astray", () => {
    const path = pathOf(".hint");
    for (let seed = 1; seed <= 300; seed++) {
      const dice = new Dice(seed);
      const files = changed(path, (bytes) => {
        for (let i = dice.between(1, 3); i > 0; i--) bytes[HEADER_BYTES + dice.below(60)] = dice.below(256);
        new DataView(bytes.buffer).setUint32(bytes.length - 4, CRC32(bytes.subarray(0, -4), 0), true);
        return bytes;
      });
      const world = openFiles(files);
      const engine = opened(world);
      // A forged key is shown as it is; but the scan ends, and reads find what was written or an error.
      const places: number[] = [];
      const { error } = settle(world.turns, (done) => engine.scanKeys((_, place) => places.push(place), done));
      assert.equal(error, undefined);
      assert.equal(places.length, 41);
    }
  });

  it("with a good checksum, as a manifest, bring a typed error or a consistent engine", () => {
    const bytes = whole.get("db/manifest") ?? assert.fail();
    for (let seed = 1; seed <= 500; seed++) {
      const dice = new Dice(seed);
      const forged = bytes.slice();
      for (let i = dice.between(1, 4); i > 0; i--)
        forged[HEADER_BYTES + dice.below(forged.length - 132)] = dice.below(256);
      new DataView(forged.buffer).setUint32(forged.length - 4, CRC32(forged.subarray(0, -4), 0), true);
      const world = openFiles(new Map([...whole, ["db/manifest", forged]]));
      if (world.outcome.error !== undefined) {
        assert.match(world.outcome.error.name, /^Engine(Damage|Foreign)$/);
        continue;
      }
      const { error } = settle(world.turns, (done) => opened(world).scan(() => undefined, done));
      if (error !== undefined) assert.equal(error.name, "EngineDamage");
    }
  });

  it("that claim to be huge take no memory", () => {
    const manifest = { sequence: 1, applied: 0, nextNumber: 2 ** 52, state: new Uint8Array(0) };
    const id = { number: 1, high: 1, low: 1 };
    const file = { id, size: 2 ** 52, records: 2 ** 52, checksum: 0, isClosed: true };
    const bytes = encodeManifest({ ...manifest, files: [file] }, "test", CRC32);
    checkNames(errorOf(new Map([["db/manifest", bytes]])), "db/0000000000000001-0000000100000001.data");
  });
});
