import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DiskError } from "../disk.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import { pattern } from "../testing/index.js";
import { CRC32, Dice } from "../wal/wal-world.test-helper.js";
import { dropInstalled, installSnapshot, verifySnapshot } from "./install-snapshot.js";
import { encodeManifest, tryDecode, type SnapshotFile, type SnapshotManifest } from "./manifest.js";
import { receiveSnapshot } from "./receive-snapshot.js";
import { SnapshotError } from "./snapshot-error.js";
import { call, DIRECTORY, facts, Receiver, sourceOf, type Files, type Held } from "./snapshot-world.test-helper.js";

function file(origin: string, number: number, length = 3000): Held {
  return { origin, id: `${number}.data`, bytes: pattern(length, number + origin.length * 40) };
}

/** What a member holds by itself or has installed, as an engine would say it. */
function holds(manifest: SnapshotManifest | undefined): (file: SnapshotFile) => string | undefined {
  const key = ({ origin, id, length, checksum }: SnapshotFile): string =>
    JSON.stringify([origin, id, length, checksum]);
  const known = new Map(manifest?.files.map((file) => [key(file), file.path]));
  return (file) => known.get(key(file));
}

function verify(receiver: Receiver, manifest: SnapshotManifest): Error | undefined {
  const errors: (Error | undefined)[] = [];
  verifySnapshot({ disk: receiver.disk, crc32: CRC32, directory: DIRECTORY }, manifest, (error) => errors.push(error));
  receiver.turns.run();
  assert.equal(errors.length, 1);
  return errors[0];
}

describe("a snapshot", () => {
  it("arrives with all that it says and holds", () => {
    const receiver = new Receiver();
    const files = [file("m1", 1), file("m1", 2, 0), file("m1", 3, 2 * SNAPSHOT_CHUNK_BYTES + 5)];
    const manifest = receiver.take(sourceOf(receiver.turns, 2 ** 51, files));
    assert.deepEqual(receiver.installed(), manifest);
    assert.deepEqual({ ...manifest, files: [] }, { ...facts(2 ** 51), files: [] });
    assert.deepEqual(
      manifest.files.map(({ origin, id, length }) => ({ origin, id, length })),
      files.map(({ origin, id, bytes }) => ({ origin, id, length: bytes.length })),
    );
    assert.deepEqual(
      receiver.bytesOf(manifest),
      files.map(({ bytes }) => bytes),
    );
  });

  it("is in memory two pieces at a time", () => {
    const receiver = new Receiver();
    const { turns, disk } = receiver;
    const source = sourceOf(turns, 5, [file("m1", 1, 12 * SNAPSHOT_CHUNK_BYTES), file("m1", 2, SNAPSHOT_CHUNK_BYTES)]);
    let [fetching, writing, most] = [0, 0, 0];
    const note = (): void => void (most = Math.max(most, fetching + writing));
    const openFile = disk.open.bind(disk);
    disk.open = (path, mode, done) => {
      openFile(path, mode, (outcome) => {
        if (outcome.error !== undefined) {
          done(outcome);
          return;
        }
        const opened = outcome.value;
        const write: typeof opened.write = (position, chunks, done) => {
          const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
          writing += bytes;
          note();
          opened.write(position, chunks, (outcome) => {
            writing -= bytes;
            done(outcome);
          });
        };
        done({ error: undefined, value: { ...opened, write } });
      });
    };
    const { fetch } = receiver.options(source);
    const { error } = receiver.receive(source, {
      fetch: (number, position, length, done) => {
        fetching += length;
        note();
        fetch(number, position, length, (outcome) => {
          fetching -= length;
          done(outcome);
        });
      },
    });
    assert.equal(error, undefined);
    assert.equal(receiver.fetchedBytes, 13 * SNAPSHOT_CHUNK_BYTES);
    assert.equal(most, 2 * SNAPSHOT_CHUNK_BYTES);
  });
});

describe("what the receiver holds already", () => {
  it("is not sent again: to one that lags twice under one leader, and once across a change", () => {
    const receiver = new Receiver();
    const { turns } = receiver;
    const ofLeader = [1, 2, 3].map((number) => file("m1", number));
    receiver.take(sourceOf(turns, 100, ofLeader));
    assert.equal(receiver.fetchedBytes, 9000);

    // The leader has merged file 1 away and written two more.
    const later = [...ofLeader.slice(1), file("m1", 4), file("m1", 5)];
    receiver.held = holds(receiver.installed());
    receiver.fetched.length = 0;
    receiver.take(sourceOf(turns, 200, later));
    assert.equal(receiver.fetchedBytes, 6000);

    // Another leads, which was itself brought up by the first one, and has written one of its own.
    const ofNext = [...later.slice(0, 3), file("m2", 1)];
    receiver.held = holds(receiver.installed());
    receiver.fetched.length = 0;
    const manifest = receiver.take(sourceOf(turns, 300, ofNext));
    assert.equal(receiver.fetchedBytes, 3000);
    assert.deepEqual(
      receiver.bytesOf(manifest),
      ofNext.map(({ bytes }) => bytes),
    );
    assert.equal(receiver.installed()?.index, 300);
    // What only earlier ones needed is removed by the next transfer.
    receiver.held = holds(receiver.installed());
    receiver.take(sourceOf(turns, 300, ofNext));
    assert.equal([...receiver.disk.files.keys()].filter((path) => path.includes("~")).length, 4);
  });

  it("is sent all the same if it is damaged, or gone", () => {
    const whole = file("m1", 1);
    const damaged = whole.bytes.slice();
    damaged[1234] = (damaged[1234] ?? 0) ^ 4;
    for (const there of [damaged, whole.bytes.subarray(0, 2999), undefined]) {
      const receiver = new Receiver(new Map(there === undefined ? [] : [["engine/1.data", there]]));
      receiver.held = () => "engine/1.data";
      const manifest = receiver.take(sourceOf(receiver.turns, 1, [whole]));
      assert.equal(receiver.fetchedBytes, 3000);
      assert.deepEqual(receiver.bytesOf(manifest), [whole.bytes]);
    }
  });

  it("stays where it is", () => {
    const whole = file("m1", 1);
    const receiver = new Receiver(new Map([["engine/1.data", whole.bytes]]));
    receiver.held = () => "engine/1.data";
    const manifest = receiver.take(sourceOf(receiver.turns, 1, [whole]));
    assert.equal(receiver.fetchedBytes, 0);
    assert.equal(receiver.installed()?.files[0]?.path, "engine/1.data");
    assert.equal(verify(receiver, manifest), undefined);
  });
});

describe("a file that could not be made durable", () => {
  it("is fetched again from its beginning, though it can be read", () => {
    const receiver = new Receiver();
    const { disk, turns } = receiver;
    const openFile = disk.open.bind(disk);
    let failing = 1;
    disk.open = (path, mode, done) => {
      openFile(path, mode, (outcome) => {
        if (outcome.error !== undefined) {
          done(outcome);
          return;
        }
        const opened = outcome.value;
        const sync: typeof opened.sync = (done) => {
          if (failing-- > 0) turns.defer(() => done({ error: new DiskError("EIO", "sync", path) }));
          else opened.sync(done);
        };
        done({ error: undefined, value: { ...opened, sync } });
      });
    };
    const whole = file("m1", 1);
    const source = sourceOf(turns, 1, [whole]);
    assert.equal(receiver.receive(source).error?.name, "DiskError");
    assert.equal(receiver.fetchedBytes, 3000);
    assert.deepEqual(receiver.bytesOf(receiver.take(source)), [whole.bytes]);
    assert.equal(receiver.fetchedBytes, 6000);
  });
});

describe("a transfer that is broken off", () => {
  it("goes on where it was, after any piece", () => {
    const chunk = SNAPSHOT_CHUNK_BYTES;
    const files = [file("m1", 1, 2 * chunk), file("m1", 2, 3 * chunk + 9)];
    for (let pieces = 1; pieces <= 5; pieces++) {
      const receiver = new Receiver();
      const source = sourceOf(receiver.turns, 1, files);
      const { fetch } = receiver.options(source);
      const lost = new Error("the connection is gone");
      const broken = receiver.receive(source, {
        fetch: (number, position, length, done) => {
          if (receiver.fetched.length < pieces) fetch(number, position, length, done);
          else receiver.turns.defer(() => done({ error: lost }));
        },
      });
      assert.equal(broken.error, lost);
      const manifest = receiver.take(source);
      assert.deepEqual(
        receiver.bytesOf(manifest),
        files.map(({ bytes }) => bytes),
      );
      assert.equal(receiver.fetchedBytes, 5 * chunk + 9, `after ${pieces}`);
    }
  });

  it("keeps for a later snapshot what both have", () => {
    const receiver = new Receiver();
    const [first, second, third] = [file("m1", 1), file("m1", 2), file("m1", 3)];
    const { error } = receiver.receive(sourceOf(receiver.turns, 1, [first, second]), {
      fetch: (number, position, length, done) => {
        const source = sourceOf(receiver.turns, 1, [first, second]);
        if (number === 0) receiver.options(source).fetch(number, position, length, done);
        else receiver.turns.defer(() => done({ error: new Error("gone") }));
      },
    });
    assert.equal(error?.message, "gone");
    receiver.take(sourceOf(receiver.turns, 2, [first, third]));
    assert.equal(receiver.fetchedBytes, 6000);
  });

  it("begins a file anew if what is there of it is wrong", () => {
    const whole = file("m1", 1);
    const once = new Receiver();
    const { files } = once.take(sourceOf(once.turns, 1, [whole]));
    const path = files[0]?.path ?? "";
    for (const there of [new Uint8Array(500), new Uint8Array(3000), new Uint8Array(9000), whole.bytes.subarray(0, 7)]) {
      const receiver = new Receiver(new Map([[path, there]]));
      const manifest = receiver.take(sourceOf(receiver.turns, 1, [whole]));
      assert.deepEqual(receiver.bytesOf(manifest), [whole.bytes]);
    }
  });
});

describe("damage", () => {
  it("of a file on its way, or where it comes from, is found, and the file is named", () => {
    const [good, bad] = [file("m1", 1), file("m1", 2)];
    const flipped = { ...bad, bytes: bad.bytes.slice() };
    flipped.bytes[5] = 0;
    const receiver = new Receiver();
    const { error } = receiver.receive(sourceOf(receiver.turns, 1, [good, flipped], [good, bad]));
    assert.ok(error instanceof SnapshotError);
    assert.deepEqual([error.code, error.file], ["DAMAGED", "file 2.data of m1"]);
    assert.equal(receiver.installed(), undefined);
    // The next attempt, from a sound member, fetches that file alone.
    receiver.fetched.length = 0;
    receiver.take(sourceOf(receiver.turns, 1, [good, bad]));
    assert.equal(receiver.fetchedBytes, 3000);
  });

  it("of a source that ends before its time is found", () => {
    const whole = file("m1", 1);
    const receiver = new Receiver();
    const short = { ...whole, bytes: whole.bytes.subarray(0, 100) };
    const { error } = receiver.receive(sourceOf(receiver.turns, 1, [short], [whole]));
    assert.ok(error instanceof SnapshotError);
    assert.match(error.message, /file 1.data of m1: ends before its time/);
  });

  it("of an installed file is found, and the file is named", () => {
    const receiver = new Receiver();
    const manifest = receiver.take(sourceOf(receiver.turns, 1, [file("m1", 1), file("m1", 2)]));
    const path = manifest.files[1]?.path ?? "";
    const [, ...rest] = [...receiver.disk.files].filter(([name]) => name !== path);
    assert.equal(verify(receiver, manifest), undefined);
    for (const there of [undefined, new Uint8Array(3000), pattern(2999, 42)]) {
      const files = new Map(receiver.disk.files);
      if (there === undefined) files.delete(path);
      else files.set(path, there);
      const error = verify(new Receiver(files), manifest);
      assert.ok(error instanceof SnapshotError);
      assert.deepEqual([error.code, error.file], ["DAMAGED", path]);
    }
    assert.ok(rest.length > 0);
  });

  it("of a manifest is found at every bit, and never taken for anything", () => {
    const bytes = encodeManifest({ ...facts(9), files: [] }, CRC32);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice();
      changed[Math.floor(bit / 8)] = (changed[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
      assert.ok(tryDecode("x", changed, CRC32).error instanceof SnapshotError);
    }
    for (let length = 0; length < bytes.length; length++) {
      assert.ok(tryDecode("x", bytes.subarray(0, length), CRC32).error instanceof SnapshotError);
    }
  });
});

describe("a manifest", () => {
  it("of another version is refused, with its writer", () => {
    const bytes = encodeManifest({ ...facts(9), files: [] }, CRC32);
    bytes[8] = 2;
    const { error } = tryDecode("snapshots/installed", bytes, CRC32);
    assert.ok(error instanceof SnapshotError);
    assert.equal(error.code, "FUTURE");
    assert.match(error.message, /installed: version 2 of the format, written by "keyval 0.1.0": use that program/);
  });

  it("names no file outside its place", () => {
    const receiver = new Receiver();
    for (const id of ["../../etc/passwd", "", "a/b", ".hidden", "a~b", "x".repeat(65)]) {
      const { error } = receiver.receive(sourceOf(receiver.turns, 1, [{ origin: "m1", id, bytes: pattern(9) }]));
      assert.ok(error instanceof SnapshotError);
      assert.equal(error.code, "DAMAGED");
    }
    assert.deepEqual(receiver.fetched, []);
  });

  it("of arbitrary bytes is refused", () => {
    for (let seed = 0; seed < 300; seed++) {
      const dice = new Dice(seed);
      const bytes = new Uint8Array(dice.below(400)).map(() => dice.below(256));
      const fields = encodeManifest({ ...facts(9), files: [] }, CRC32);
      // Some begin well, and have their checksum.
      const mixed = seed % 2 === 0 ? bytes : Uint8Array.of(...fields.subarray(0, 80), ...bytes, 0, 0, 0, 0);
      const view = new DataView(mixed.buffer);
      if (seed % 2 === 1) {
        view.setUint32(12, mixed.length, true);
        view.setUint32(mixed.length - 4, CRC32(mixed.subarray(0, -4), 0), true);
      }
      assert.ok(tryDecode("x", mixed, CRC32).error instanceof SnapshotError);
    }
  });
});

describe("installing", () => {
  const [one, two, three] = [file("m1", 1, 700), file("m1", 2, 600), file("m1", 3, 800)];

  /** A member with the first snapshot receives and installs the second one, and goes down at a call of its disk. */
  function upgrade(before: Files, crashAt: number): { receiver: Receiver; isDone: boolean } {
    const receiver = new Receiver(before);
    const { turns, disk } = receiver;
    disk.crashAt = crashAt;
    receiver.held = (file) =>
      file.id === "1.data" ? [...before.keys()].find((path) => path.includes("1.data")) : undefined;
    const source = sourceOf(turns, 2, [one, three]);
    let isDone = false;
    receiveSnapshot(receiver.options(source), source.manifest, ({ value }) => {
      if (value === undefined) return;
      installSnapshot({ disk, crc32: CRC32, directory: DIRECTORY }, value, (error) => (isDone = error === undefined));
    });
    turns.run();
    return { receiver, isDone };
  }

  it("happens whole or not at all, wherever the machine goes down, and can be repeated", () => {
    const first = new Receiver();
    first.take(sourceOf(first.turns, 1, [one, two]));
    const before = new Map(first.disk.crash(() => 0));
    for (let crashAt = 1; ; crashAt++) {
      const { receiver, isDone } = upgrade(before, crashAt);
      for (let variant = 0; variant < 12; variant++) {
        const dice = new Dice(crashAt * 50 + variant);
        const choose = (count: number): number => (variant === 0 ? 0 : variant === 1 ? count - 1 : dice.below(count));
        const after = new Receiver(receiver.disk.crash(choose));
        const found = after.installed();
        assert.ok(found !== undefined);
        assert.ok(isDone ? found.index === 2 : found.index === 1 || found.index === 2);
        assert.equal(verify(after, found), undefined, `at ${crashAt}, ${variant}`);
        // Begun again, and broken off again, it still ends well.
        const again = upgrade(after.disk.files, 1 + dice.below(30)).receiver.disk.crash((count) => dice.below(count));
        const last = upgrade(again, Infinity);
        assert.ok(last.isDone);
        const final = last.receiver.installed();
        assert.equal(final?.index, 2);
        assert.equal(verify(last.receiver, final), undefined);
      }
      if (receiver.disk.calls < crashAt) return;
    }
  });

  it("fails with the disk, and leaves what was", () => {
    for (const operation of ["open", "write", "sync", "rename", "syncDirectory", "truncate", "list", "size"] as const) {
      for (const code of ["EIO", "ENOSPC"] as const) {
        const receiver = new Receiver();
        receiver.take(sourceOf(receiver.turns, 1, [one, two]));
        const { disk, turns } = receiver;
        disk.failing = (asked) => (asked === operation ? code : undefined);
        const source = sourceOf(turns, 2, [one, three]);
        const errors: (Error | undefined)[] = [];
        receiveSnapshot(receiver.options(source), source.manifest, ({ error, value }) => {
          if (error !== undefined) errors.push(error);
          else installSnapshot({ disk, crc32: CRC32, directory: DIRECTORY }, value, (error) => errors.push(error));
        });
        turns.run();
        assert.equal(errors.length, 1);
        assert.match(String(errors[0]), new RegExp(`${code}: ${operation}`));
        disk.failing = () => undefined;
        assert.equal(receiver.installed()?.index, 1);
      }
    }
  });

  it("is over once its owner goes on by itself", () => {
    const receiver = new Receiver();
    const { turns, disk } = receiver;
    receiver.take(sourceOf(turns, 1, [one]));
    const place = { disk, crc32: CRC32, directory: DIRECTORY };
    for (let times = 0; times < 2; times++) {
      call<undefined>(turns, (done) =>
        dropInstalled(place, (error) => done(error === undefined ? { error, value: undefined } : { error })),
      );
      assert.equal(receiver.installed(), undefined);
    }
  });
});
