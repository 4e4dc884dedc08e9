import type { Crc32 } from "../crc32.js";
import type { Digest } from "../digest.js";
import type { File } from "../disk.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import type { LogDone } from "../log.js";
import { need, run, type Script } from "../script.js";
import { tryDecode, type SnapshotManifest } from "../snapshot/manifest.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { BLOCK_BYTES, decodeBackupHeader, DIGEST_BYTES, padded, type BackupHeader } from "./backup-header.js";

/** A file that is only read. */
export type BackupFile = Pick<File, "path" | "size" | "read">;

export interface BackupTools {
  readonly crc32: Crc32;
  /** SHA-256. */
  readonly createDigest: () => Digest;
}

/** What a backup says of itself. */
export interface Backup extends BackupHeader {
  readonly manifest: SnapshotManifest;
  /** As it was written. */
  readonly manifestImage: Uint8Array;
  /** Two backups with the same one hold the same. */
  readonly hash: number;
  /** Where the bytes of each file begin. */
  readonly positions: readonly number[];
  /** Where the records of an increment begin. */
  readonly recordsAt: number;
}

/** A backup all of which was read, and is as it was written. */
export interface VerifiedBackup extends Backup {
  /** The SHA-256 of all before it that stands behind it, if there is one: an increment always has one. */
  readonly digest: Uint8Array | undefined;
}

/** What can be known without reading everything: that nothing is missing at the end, and what it holds. */
export function readBackup(file: BackupFile, crc32: Crc32, done: LogDone<Backup>): void {
  run(backupIn(file, crc32), done);
}

/** Reads all of it. Fails with a {@link SnapshotError} that names what is not as it was written. */
export function verifyBackup(file: BackupFile, tools: BackupTools, done: LogDone<VerifiedBackup>): void {
  run(verifiedIn(file, tools), done);
}

export function* backupIn(file: BackupFile, crc32: Crc32): Script<Backup> {
  const { path } = file;
  const size = yield* need<number>((done) => file.size(done));
  const header = decodeBackupHeader(path, yield* bytesAt(file, 0, Math.min(size, BLOCK_BYTES)), crc32);
  const bytes = header.since === undefined ? header.bytes : size - DIGEST_BYTES;
  if (size !== bytes && size !== bytes + DIGEST_BYTES) {
    throw new SnapshotError("DAMAGED", path, `${size} bytes of ${bytes} are there: save it again`);
  }
  if (bytes % BLOCK_BYTES !== 0) throw new SnapshotError("DAMAGED", path, `it ends at ${size}: save it again`);
  const manifestImage = yield* bytesAt(file, BLOCK_BYTES, header.manifestBytes);
  const { error, value: manifest } = tryDecode(path, manifestImage, crc32);
  if (error !== undefined) throw error;
  const recordsAt = BLOCK_BYTES + padded(header.manifestBytes);
  const positions: number[] = [];
  let end = recordsAt;
  for (const { length } of manifest.files) {
    positions.push(end);
    end += padded(length);
  }
  const isSum = header.since === undefined ? end === bytes : positions.length === 0;
  if (!isSum) throw new SnapshotError("DAMAGED", path, "the files do not make up its size");
  const { byteOffset, length } = manifestImage;
  const hash = new DataView(manifestImage.buffer, byteOffset, length).getUint32(length - 4, true);
  return { ...header, bytes, manifest, manifestImage, hash, positions, recordsAt };
}

export function* verifiedIn(file: BackupFile, { crc32, createDigest }: BackupTools): Script<VerifiedBackup> {
  const backup = yield* backupIn(file, crc32);
  const passing = new Passing(file, createDigest());
  yield* passing.over(BLOCK_BYTES + backup.manifestBytes);
  yield* passing.overZeros();
  for (const { id, length, checksum } of backup.manifest.files) {
    let found = 0;
    yield* passing.over(length, (piece) => {
      found = crc32(piece, found);
    });
    if (found !== checksum) {
      throw new SnapshotError("DAMAGED", file.path, `file ${id} in it does not have its checksum: save it again`);
    }
    yield* passing.overZeros();
  }
  yield* passing.over(backup.bytes - passing.position);
  return { ...backup, digest: yield* passing.digest() };
}

/** From the first byte of a file to its last. */
class Passing {
  readonly #file: BackupFile;
  readonly #digest: Digest;
  position = 0;

  constructor(file: BackupFile, digest: Digest) {
    this.#file = file;
    this.#digest = digest;
  }

  *over(length: number, visit?: (piece: Uint8Array) => void): Script {
    const end = this.position + length;
    while (this.position < end) {
      const piece = yield* bytesAt(this.#file, this.position, Math.min(SNAPSHOT_CHUNK_BYTES, end - this.position));
      this.#digest.update(piece);
      visit?.(piece);
      this.position += piece.length;
    }
  }

  /** Up to the next block. */
  *overZeros(): Script {
    const start = this.position;
    yield* this.over(padded(start) - start, (filling) => {
      if (filling.every((byte) => byte === 0)) return;
      throw new SnapshotError("DAMAGED", this.#file.path, `there is something at ${start}: save it again`);
    });
  }

  /** What is written behind it all, which has to be right. */
  *digest(): Script<Uint8Array | undefined> {
    const size = yield* need<number>((done) => this.#file.size(done));
    if (size === this.position) return undefined;
    const told = yield* bytesAt(this.#file, this.position, DIGEST_BYTES);
    const found = this.#digest.digest();
    if (told.every((byte, i) => byte === found[i])) return told;
    throw new SnapshotError("DAMAGED", this.#file.path, "it does not have its SHA-256: save it again");
  }
}

function* bytesAt(file: BackupFile, position: number, length: number): Script<Uint8Array> {
  const target = new Uint8Array(length);
  const count = yield* need<number>((done) => file.read(position, target, done));
  if (count < length) throw new SnapshotError("DAMAGED", file.path, `it ends at ${position + count}: save it again`);
  return target;
}
