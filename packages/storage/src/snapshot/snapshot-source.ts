import type { Crc32 } from "../crc32.js";
import type { LogDone } from "../log.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import { encodeManifest, type SnapshotFile, type SnapshotManifest } from "./manifest.js";

/** A complete file that stays as it is until the snapshot is released. */
export interface SourceFile extends Omit<SnapshotFile, "path"> {
  /** Fills `target` from `position` on; fewer bytes only where the file ends. */
  read(position: number, target: Uint8Array, done: LogDone<number>): void;
}

export type SnapshotFacts = Omit<SnapshotManifest, "files">;

/** A snapshot that is there to be fetched: files that exist already, and what they mean together. */
export class SnapshotSource {
  /** What the receiver needs first. */
  readonly manifest: Uint8Array;
  /** Of the files. */
  readonly lengths: readonly number[];
  readonly #files: readonly SourceFile[];
  readonly #release: () => void;

  constructor(facts: SnapshotFacts, files: readonly SourceFile[], crc32: Crc32, release: () => void) {
    const named = files.map(({ origin, id, length, checksum }) => ({ origin, id, length, checksum, path: "" }));
    this.manifest = encodeManifest({ ...facts, files: named }, crc32);
    this.lengths = files.map(({ length }) => length);
    this.#files = files;
    this.#release = release;
  }

  /** A piece of a file, by its number in the manifest; no more than {@link SNAPSHOT_CHUNK_BYTES}, and none behind the end. */
  read(file: number, position: number, length: number, done: LogDone<Uint8Array>): void {
    const source = this.#files[file];
    const left = source === undefined ? 0 : Math.max(0, source.length - position);
    const target = new Uint8Array(Math.min(left, length, SNAPSHOT_CHUNK_BYTES));
    if (source === undefined) throw new RangeError(`no file ${file} in this snapshot`);
    source.read(position, target, ({ error, value: count }) => {
      if (error === undefined) done({ error, value: target.subarray(0, count) });
      else done({ error });
    });
  }

  /** The files may go. */
  release(): void {
    this.#release();
  }
}
