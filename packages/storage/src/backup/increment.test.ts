import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Disk } from "../disk.js";
import { openBitcaskEngine } from "../bitcask/open-bitcask-engine.js";
import { DATA_DIRECTORY } from "../data-directory.js";
import type { Engine, EngineDone, EngineOutcome } from "../engine/engine.js";
import { CASES, mutated } from "../fuzz.test-helper.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import type { LogDone, LogOutcome } from "../log.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { facts } from "../snapshot/snapshot-world.test-helper.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { CRC32, Dice } from "../wal/wal-world.test-helper.js";
import { BackupWorld, CLUSTER, sha256, TOOLS } from "./backup-world.test-helper.js";
import type { Since } from "./backup-header.js";
import type { IncrementRecord } from "./increment-records.js";
import { IncrementSource } from "./increment-source.js";
import { readBackup, verifyBackup, type Backup, type VerifiedBackup } from "./read-backup.js";
import { extractBackup } from "./restore-backup.js";

const world = new BackupWorld();
const INDEX = 2 ** 50;

const text = (characters: string): Uint8Array => new Uint8Array(Buffer.from(characters));

function digested(body: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.concat([body, sha256(body)]));
}

/** What somebody saved who had a backup of all before; the records come in as many reads as they are given in. */
function increment(before: Uint8Array, reads: readonly (readonly IncrementRecord[])[], index = INDEX): Uint8Array {
  const left = [...reads];
  const since: Since = {
    digest: sha256(before.subarray(0, -32)),
    revision: index * 3 - 1,
    hash: { high: 1, low: 2 ** 32 - 1 },
  };
  const read = (done: LogDone<readonly IncrementRecord[]>): void => {
    const value = left.shift() ?? [];
    world.turns.defer(() => done({ error: undefined, value }));
  };
  const source = new IncrementSource(
    {
      writer: "keyval 0.1.0",
      cluster: CLUSTER,
      keys: 2,
      crc32: CRC32,
      defer: world.turns.defer,
      since,
      read,
    },
    facts(index),
  );
  return digested(world.bytesOf(source));
}

const put = (key: string, value: string): IncrementRecord => ({ key: text(key), value: text(value) });
const tombstone = (key: string): IncrementRecord => ({ key: text(key), value: undefined });

const whole = digested(world.bytesOf(world.source([], INDEX - 1)));
const first = increment(whole, [[put("a", "1"), put("b", "")], [tombstone("a")]]);
const second = increment(first, [[put("c", "3")]], INDEX + 1);

function judged(bytes: Uint8Array): LogOutcome<VerifiedBackup> {
  const file = world.fileOf(bytes);
  return world.call((done) => {
    verifyBackup(file, TOOLS, done);
  });
}

/** The records that come of backups, or what is said against them. */
function extracted(...backups: readonly Uint8Array[]): string[] | string {
  const disk = new MemoryDisk(world.turns.defer);
  const tools = { ...TOOLS, random: () => 1, defer: world.turns.defer, writer: "test", disk: disk as Disk };
  const files = backups.map((bytes, i) => world.fileOf(bytes, `${i}.db`));
  const { error } = world.call<LogOutcome<Backup>>((done) => {
    extractBackup({ ...tools, backups: files }, done);
  });
  if (error instanceof SnapshotError) return `${error.code} ${error.message}`;
  assert.ifError(error);
  const { value: engine } = world.call<EngineOutcome<Engine>>((done) => {
    openBitcaskEngine({ ...tools, directory: DATA_DIRECTORY.engine, now: () => 0, fileBytes: 2 ** 20 }, done);
  });
  const records: string[] = [];
  assert.ok(engine !== undefined);
  assert.ok(engine.checkpointed.applied >= INDEX - 1);
  const { error: unread } = world.call<EngineOutcome<void>>((done: EngineDone) => {
    engine.scan(({ key, value, isTombstone }) => {
      const [name, content] = [key, value].map((bytes) => Buffer.from(bytes).toString());
      records.push(isTombstone ? `-${name}` : `${name}=${content}`);
    }, done);
  });
  assert.ifError(unread);
  return records;
}

void describe("an increment", () => {
  it("says what it goes on from, and how far", () => {
    const { value } = judged(first);
    assert.ok(value?.since !== undefined);
    assert.deepEqual(value.since.digest, sha256(whole.subarray(0, -32)));
    assert.deepEqual([value.since.revision, value.since.hash], [INDEX * 3 - 1, { high: 1, low: 2 ** 32 - 1 }]);
    assert.deepEqual([value.cluster, value.manifest.index, value.keys], [CLUSTER, INDEX, 2]);
    assert.equal(value.bytes, first.length - 32);
    assert.deepEqual(value.digest, sha256(first.subarray(0, -32)));
    assert.equal(first.length % 512, 32);
  });

  it("is the same in whatever pieces it is taken", () => {
    const reads = [[put("a", "1"), put("b", "")], [tombstone("a")]];
    const together = increment(whole, [reads.flat()]);
    assert.deepEqual(together, first);
  });

  it("is restored behind the backup that it goes on from", () => {
    assert.deepEqual(extracted(whole), []);
    assert.deepEqual(extracted(whole, first), ["a=1", "b=", "-a"]);
    assert.deepEqual(extracted(whole, first, second), ["a=1", "b=", "-a", "c=3"]);
  });

  it("may have nothing in it, and records larger than a piece", () => {
    assert.deepEqual(extracted(whole, increment(whole, [])), []);
    const large = "x".repeat(SNAPSHOT_CHUNK_BYTES + 7);
    const records = Array.from({ length: 30 }, (_, i) => put(`k${i}`, i % 7 === 3 ? large : `${i}`.repeat(i * 4_000)));
    const expected = records.map(
      ({ key, value }) => `${Buffer.from(key).toString()}=${Buffer.from(value ?? []).toString()}`,
    );
    assert.deepEqual(extracted(whole, increment(whole, [records.slice(0, 9), records.slice(9)])), expected);
  });

  it("is refused without what it goes on from, by a sentence that says which that is", () => {
    const digits = Buffer.from(sha256(whole.subarray(0, -32)))
      .toString("hex")
      .slice(0, 16);
    const named = new RegExp(
      `^UNLINKED 0.db: it goes on from the snapshot at revision ${INDEX * 3 - 1} whose SHA-256 is ${digits}`,
      "u",
    );
    assert.match(String(extracted(first)), named);
    assert.match(String(extracted(first, second)), named);
    assert.match(
      String(extracted(whole, second)),
      /^UNLINKED 1.db: .*, which 0.db is not: name all of them, in the order/u,
    );
    assert.match(String(extracted(whole, second, first)), /^UNLINKED 1.db: /u);
    assert.match(String(extracted(whole, first, first)), /^UNLINKED 2.db: .*, which 1.db is not/u);
    assert.match(String(extracted(whole, whole)), /^UNLINKED 1.db: it is whole/u);
    // Without its digest nobody can tell whether it is the one.
    assert.match(String(extracted(whole.subarray(0, -32), first)), /^UNLINKED 1.db: /u);
  });

  it("is refused wherever it ends, and with any bit wrong", () => {
    for (let length = 0; length < first.length; length++) {
      const { error } = judged(first.subarray(0, length));
      assert.ok(error instanceof SnapshotError && (error.code === "DAMAGED" || length < 8), `at ${length}`);
    }
    for (let at = 0; at < first.length; at++) {
      const { error } = judged(first.with(at, (first[at] ?? 0) ^ (1 << (at % 8))));
      assert.ok(error instanceof SnapshotError, `a bit of the byte at ${at}`);
    }
  });

  it("is read or refused, never anything else, even if its digest is made to fit", () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const body = mutated(first.subarray(0, -32), new Dice(seed));
      const answer = extracted(whole, digested(body));
      const isRight = Buffer.compare(body, first.subarray(0, -32)) === 0;
      if (isRight) assert.deepEqual(answer, ["a=1", "b=", "-a"]);
    }
  });

  it("can be looked at without being read", () => {
    const file = world.fileOf(first);
    const { value } = world.call<LogOutcome<Backup>>((done) => {
      readBackup(file, CRC32, done);
    });
    assert.deepEqual([value?.since?.revision, value?.positions], [INDEX * 3 - 1, []]);
  });
});
