import type { LogDone } from "../log.js";
import { encodeManifest } from "../snapshot/manifest.js";
import type { SnapshotFacts } from "../snapshot/snapshot-source.js";
import { BLOCK_BYTES, encodeBackupHeader, padded, type Since } from "./backup-header.js";
import type { BackupPieces } from "./backup-pieces.js";
import type { BackupSourceOptions } from "./backup-source.js";
import { encodeEnd, encodeRecords, type IncrementRecord } from "./increment-records.js";

export interface IncrementSourceOptions extends BackupSourceOptions {
  readonly since: Since;
  /** Some records more, none of which is changed any more; none at the end. */
  readonly read: (done: LogDone<readonly IncrementRecord[]>) => void;
}

/** A backup of what has changed, made as it is sent: some records of it are in memory. */
export class IncrementSource implements BackupPieces {
  /** Nobody knows before the end. */
  readonly left = 0;
  readonly #options: IncrementSourceOptions;
  /** What was made and not sent. */
  #made: Uint8Array;
  #bytes: number;
  #records = 0;
  #isComplete = false;

  constructor(options: IncrementSourceOptions, facts: SnapshotFacts) {
    const { writer, cluster, keys, since, crc32 } = options;
    const manifest = encodeManifest({ ...facts, files: [] }, crc32);
    const header = { writer, cluster, keys, since, bytes: 0, manifestBytes: manifest.length };
    this.#options = options;
    this.#made = new Uint8Array(BLOCK_BYTES + padded(manifest.length));
    this.#made.set(encodeBackupHeader(header, crc32));
    this.#made.set(manifest, BLOCK_BYTES);
    this.#bytes = this.#made.length;
  }

  next(length: number, done: LogDone<Uint8Array | undefined>): void {
    if (this.#made.length === 0 && !this.#isComplete) {
      this.#make(length, done);
      return;
    }
    const piece = this.#made.subarray(0, length);
    this.#made = this.#made.subarray(piece.length);
    this.#options.defer(() => {
      done({ error: undefined, value: piece.length === 0 ? undefined : piece });
    });
  }

  release(): void {
    // It holds nothing.
  }

  #make(length: number, done: LogDone<Uint8Array | undefined>): void {
    this.#options.read(({ error, value: records }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      this.#isComplete = records.length === 0;
      this.#records += records.length;
      this.#made = this.#isComplete ? this.#end() : encodeRecords(records);
      this.#bytes += this.#made.length;
      this.next(length, done);
    });
  }

  #end(): Uint8Array {
    const end = encodeEnd(this.#records);
    const filled = new Uint8Array(padded(this.#bytes + end.length) - this.#bytes);
    filled.set(end);
    return filled;
  }
}
