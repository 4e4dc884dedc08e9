import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { File, Outcome } from "../disk.js";
import type { LogOutcome } from "../log.js";
import { sourceOf, type Held } from "../snapshot/snapshot-world.test-helper.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { CRC32, Turns } from "../wal/wal-world.test-helper.js";
import type { BackupPieces } from "./backup-pieces.js";
import { BackupSource } from "./backup-source.js";

export const CLUSTER = "00000000000000c1";

export const TOOLS = { crc32: CRC32, createDigest: () => createHash("sha256") };

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** Makes calls complete, one after the other. */
export class BackupWorld {
  readonly turns = new Turns();
  readonly disk = new MemoryDisk(this.turns.defer);

  /** Makes one call, and what it led to. */
  call<T>(call: (done: (outcome: T) => void) => void): T {
    const outcomes: T[] = [];
    call((outcome) => outcomes.push(outcome));
    const early = outcomes.length;
    this.turns.run();
    assert.equal(early, 0, "nothing completes inside its call");
    const [outcome] = outcomes;
    assert.ok(outcomes.length === 1 && outcome !== undefined, "a call completes once");
    return outcome;
  }

  source(files: readonly Held[], index = 2 ** 50): BackupSource {
    const options = { writer: "keyval 0.1.0", cluster: CLUSTER, keys: 3, crc32: CRC32, defer: this.turns.defer };
    return new BackupSource(options, sourceOf(this.turns, index, files));
  }

  /** All of a backup, read in pieces of so many bytes. */
  bytesOf(source: BackupPieces, piece = 1_000): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const { error, value } = this.call<LogOutcome<Uint8Array | undefined>>((done) => {
        source.next(piece, done);
      });
      assert.ifError(error);
      if (value === undefined) return new Uint8Array(Buffer.concat(pieces));
      assert.ok(value.length > 0 && value.length <= piece);
      pieces.push(value);
    }
  }

  /** A file of the disk with these bytes. */
  fileOf(bytes: Uint8Array, path = "backup.db"): File {
    const opened = this.call<Outcome<File>>((done) => {
      this.disk.open(path, "any", done);
    });
    assert.ok(opened.value !== undefined);
    const file = opened.value;
    assert.ifError(this.call<Outcome<void>>((done) => file.truncate(0, done)).error);
    assert.ifError(this.call<Outcome<void>>((done) => file.write(0, [bytes], done)).error);
    return file;
  }
}

/** Of sizes that end at a block's end and elsewhere. */
export const FILES: readonly Held[] = [0, 512, 700, 2_000].map((length, i) => ({
  origin: "bitcask",
  id: `${i}`,
  bytes: new Uint8Array(length).map((_, at) => (at * 7 + i) % 251),
}));
