import type { Crc32 } from "../crc32.js";
import type { LogDone } from "../log.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import type { SnapshotSource } from "../snapshot/snapshot-source.js";
import type { BackupPieces } from "./backup-pieces.js";
import { BLOCK_BYTES, encodeBackupHeader, padded, type BackupHeader } from "./backup-header.js";

export interface BackupSourceOptions extends Pick<BackupHeader, "writer" | "cluster" | "keys"> {
  readonly crc32: Crc32;
  /** Calls back soon, but not inside the call. */
  readonly defer: (run: () => void) => void;
}

/** Bytes one behind the other, from `start` on. */
interface Part {
  readonly start: number;
  /** Without what fills it up. */
  readonly length: number;
  readonly read: (position: number, length: number, done: LogDone<Uint8Array>) => void;
}

/** A whole backup, made of files that exist already, without ever being written to one of its own. */
export class BackupSource implements BackupPieces {
  /** A multiple of 512. */
  readonly bytes: number;
  readonly #parts: readonly Part[];
  readonly #defer: (run: () => void) => void;
  readonly #release: () => void;
  #position = 0;

  constructor({ writer, cluster, keys, crc32, defer }: BackupSourceOptions, snapshot: SnapshotSource) {
    const { manifest, lengths } = snapshot;
    const manifestBytes = manifest.length;
    this.bytes = lengths.reduce((sum, length) => sum + padded(length), BLOCK_BYTES + padded(manifestBytes));
    this.#defer = defer;
    this.#release = () => {
      snapshot.release();
    };
    const header = encodeBackupHeader(
      { writer, cluster, keys, bytes: this.bytes, manifestBytes, since: undefined },
      crc32,
    );
    const parts = [this.#inMemory(0, header), this.#inMemory(BLOCK_BYTES, manifest)];
    let start = BLOCK_BYTES + padded(manifestBytes);
    for (const [file, length] of lengths.entries()) {
      parts.push({
        start,
        length,
        read: (position, length, done) => {
          snapshot.read(file, position, length, done);
        },
      });
      start += padded(length);
    }
    this.#parts = parts;
  }

  get left(): number {
    return this.bytes - this.#position;
  }

  next(length: number, done: LogDone<Uint8Array | undefined>): void {
    if (this.left === 0) {
      this.#defer(() => {
        done({ error: undefined, value: undefined });
      });
      return;
    }
    this.#read(this.#position, length, (outcome) => {
      this.#position += outcome.value?.length ?? 0;
      done(outcome);
    });
  }

  /** The files may go. */
  release(): void {
    this.#release();
  }

  /** At least one byte, of the part that is at the position. */
  #read(position: number, length: number, done: LogDone<Uint8Array>): void {
    const part = this.#parts.findLast(({ start, length }) => start <= position && length > 0);
    if (part === undefined) throw new RangeError(`a backup has nothing at ${position}`);
    const at = position - part.start;
    if (at >= part.length) {
      const zeros = new Uint8Array(Math.min(length, padded(part.length) - at));
      this.#defer(() => {
        done({ error: undefined, value: zeros });
      });
      return;
    }
    part.read(at, Math.min(length, part.length - at), ({ error, value: bytes }) => {
      if (error !== undefined) done({ error });
      else if (bytes.length > 0) done({ error, value: bytes });
      else done({ error: new SnapshotError("DAMAGED", "the backup", "a file ends before its time") });
    });
  }

  #inMemory(start: number, bytes: Uint8Array): Part {
    return {
      start,
      length: bytes.length,
      read: (position, length, done) => {
        this.#defer(() => {
          done({ error: undefined, value: bytes.subarray(position, position + length) });
        });
      },
    };
  }
}
