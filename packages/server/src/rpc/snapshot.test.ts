import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { SnapshotResponse } from "@keyval/api";
import type { BackupPieces, EngineDone } from "@keyval/storage";
import { EngineStopped } from "@keyval/storage";
import { SnapshotSession } from "./snapshot.js";

const BYTES = 512 * 200;
const CONTENT = new Uint8Array(BYTES).map((_, i) => i % 251);

/** A client that saves a snapshot of a member, whose reads complete when the test says so. */
class Scene {
  readonly blobs: SnapshotResponse[] = [];
  fate = "";
  released = 0;
  takesMore = true;
  readonly session: SnapshotSession;
  #taken: EngineDone<BackupPieces | undefined> | undefined;
  readonly #reads: { readonly length: number; readonly done: EngineDone<Uint8Array | undefined> }[] = [];
  #left = BYTES;

  constructor() {
    const options = {
      takeBackup: (done: EngineDone<BackupPieces | undefined>) => {
        this.#taken = done;
      },
      createDigest: () => createHash("sha256"),
      encode: (blob: Uint8Array, remainingBytes: number) =>
        SnapshotResponse.encode({ blob, remainingBytes, version: "3.7.0" }),
    };
    this.session = new SnapshotSession(options, {
      send: (message) => {
        this.blobs.push(SnapshotResponse.decode(message));
        return this.takesMore;
      },
      end: () => (this.fate = "ended"),
      fail: (error) => (this.fate = error),
    });
    this.session.start();
  }

  taken(error?: Error): void {
    const leftOf = (): number => this.#left;
    const source: BackupPieces = {
      get left() {
        return leftOf();
      },
      next: (length, done) => void this.#reads.push({ length, done }),
      release: () => (this.released += 1),
    };
    this.#taken?.(error === undefined ? { error, value: source } : { error });
  }

  /** Completes up to so many reads. */
  read(most = Infinity, error?: Error): void {
    for (let count = 0; count < most; count++) {
      const read = this.#reads.shift();
      if (read === undefined) return;
      const piece = CONTENT.subarray(BYTES - this.#left).slice(0, read.length);
      this.#left -= piece.length;
      read.done(error === undefined ? { error, value: piece.length === 0 ? undefined : piece } : { error });
    }
  }
}

void describe("a snapshot on its way", () => {
  it("comes in small blobs that say what is left, and its digest behind them", () => {
    const scene = new Scene();
    scene.taken();
    scene.read();
    assert.equal(scene.fate, "ended");
    const digest = scene.blobs.pop();
    const sent = Buffer.concat(scene.blobs.map(({ blob }) => blob));
    assert.deepEqual(new Uint8Array(sent), CONTENT);
    assert.deepEqual(digest?.blob, new Uint8Array(createHash("sha256").update(CONTENT).digest()));
    assert.deepEqual([digest.remainingBytes, digest.version, digest.header], [0, "3.7.0", undefined]);
    let left = BYTES;
    for (const { blob, remainingBytes, version } of scene.blobs) {
      assert.ok(blob.length <= 32 * 1024);
      left -= blob.length;
      assert.deepEqual([remainingBytes, version], [left, "3.7.0"]);
    }
    assert.equal(scene.released, 1);
  });

  it("goes no faster than its client takes it", () => {
    const scene = new Scene();
    scene.takesMore = false;
    scene.taken();
    scene.read();
    assert.equal(scene.blobs.length, 1);
    scene.session.resume();
    scene.read();
    assert.equal(scene.blobs.length, 2);
  });

  it("lets the files go when the client goes, whenever that is", () => {
    const early = new Scene();
    early.session.close();
    early.taken();
    assert.equal(early.released, 1);
    const reading = new Scene();
    reading.taken();
    reading.session.close();
    assert.equal(reading.released, 0, "they are being read");
    reading.read();
    assert.equal(reading.released, 1);
    const waiting = new Scene();
    waiting.takesMore = false;
    waiting.taken();
    waiting.read();
    waiting.session.close();
    assert.deepEqual([waiting.released, waiting.blobs.length], [1, 1]);
  });

  it("ends with an error if the store is replaced, or can not be read", () => {
    const replaced = new Scene();
    replaced.taken();
    replaced.read(2);
    replaced.read(1, new EngineStopped());
    assert.deepEqual([replaced.fate, replaced.released], ["storeReplaced", 1]);
    const broken = new Scene();
    broken.taken(new Error("a bad disk"));
    assert.equal(broken.fate, "corrupt");
  });
});
