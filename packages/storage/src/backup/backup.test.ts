import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogDone, LogOutcome } from "../log.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { arbitraryBytes, CASES, mutated } from "../fuzz.test-helper.js";
import { CRC32, Dice } from "../wal/wal-world.test-helper.js";
import { BackupWorld, CLUSTER, FILES, sha256, TOOLS } from "./backup-world.test-helper.js";
import { readBackup, verifyBackup, type Backup, type BackupFile } from "./read-backup.js";

const world = new BackupWorld();
const whole = world.bytesOf(world.source(FILES));

type Judge = (file: BackupFile, done: LogDone<Backup>) => void;

const completely: Judge = (file, done) => {
  verifyBackup(file, TOOLS, done);
};
const atAGlance: Judge = (file, done) => {
  readBackup(file, CRC32, done);
};

function judged(bytes: Uint8Array, judge = completely): LogOutcome<Backup> {
  const file = world.fileOf(bytes);
  return world.call((done) => {
    judge(file, done);
  });
}

/** Refused, by the name of what is wrong with it. */
function codeOf(bytes: Uint8Array, judge = completely): string {
  const { error } = judged(bytes, judge);
  if (error === undefined) return "read";
  assert.ok(error instanceof SnapshotError, String(error));
  assert.ok(error.message.startsWith("backup.db: "), error.message);
  return error.code;
}

void describe("a backup", () => {
  it("is the same in whatever pieces it is read, and made of blocks", () => {
    assert.equal(whole.length % 512, 0);
    for (const piece of [1, 511, 512, 32 * 1024]) {
      assert.deepEqual(world.bytesOf(world.source(FILES), piece), whole, `pieces of ${piece}`);
    }
  });

  it("says what it holds without being read", () => {
    const { value } = judged(whole, atAGlance);
    assert.ok(value !== undefined);
    assert.deepEqual(
      [value.cluster, value.keys, value.bytes, value.writer, value.manifest.index, value.manifest.files.length],
      [CLUSTER, 3, whole.length, "keyval 0.1.0", 2 ** 50, FILES.length],
    );
    for (const [i, { bytes }] of FILES.entries()) {
      const start: number = value.positions[i] ?? 0;
      assert.deepEqual(whole.slice(start, start + bytes.length), bytes);
    }
  });

  it("may have its digest behind it, as etcd's clients write it", () => {
    const right = sha256(whole);
    assert.equal(codeOf(Uint8Array.from([...whole, ...right])), "read");
    assert.equal(codeOf(Uint8Array.from([...whole, ...right.with(31, (right[31] ?? 0) ^ 1)])), "DAMAGED");
    assert.equal(codeOf(Uint8Array.from([...whole, 0])), "DAMAGED");
  });

  it("has another hash if it holds something else", () => {
    const other = world.bytesOf(world.source(FILES, 7));
    const [one, same, another] = [whole, world.bytesOf(world.source(FILES)), other].map((b) => judged(b).value?.hash);
    assert.equal(one, same);
    assert.notEqual(one, another);
  });

  it("is not read where it ends, wherever that is", () => {
    for (let length = 0; length < whole.length; length++) {
      const code = codeOf(whole.subarray(0, length), atAGlance);
      assert.ok(code === "DAMAGED" || (code === "FOREIGN" && length < 8), `${code} at ${length}`);
    }
  });

  it("is told from other files, and from later versions", () => {
    assert.equal(codeOf(new Uint8Array(1_024).fill(7)), "FOREIGN");
    const later = whole.slice();
    later[8] = 3;
    assert.equal(codeOf(later), "FUTURE");
  });

  it("is refused with any bit wrong", () => {
    for (let at = 0; at < whole.length; at++) {
      const bytes = whole.slice();
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      assert.notEqual(codeOf(bytes), "read", `a bit of the byte at ${at}`);
    }
  });

  it("is read or refused, never anything else, whatever the bytes", () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const dice = new Dice(seed);
      assert.notEqual(codeOf(arbitraryBytes(dice, 2_000)), "read");
      const bytes = mutated(whole, dice);
      assert.equal(codeOf(bytes) === "read", Buffer.compare(bytes, whole) === 0, `seed ${seed}`);
    }
  });
});
