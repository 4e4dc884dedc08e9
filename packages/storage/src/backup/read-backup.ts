import type { Crc32 } from "../crc32.js";
import type { File } from "../disk.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import type { LogDone } from "../log.js";
import { need, run, type Script } from "../script.js";
import { tryDecode, type SnapshotManifest } from "../snapshot/manifest.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { BLOCK_BYTES, decodeBackupHeader, padded, type BackupHeader } from "./backup-header.js";

/** etcd's clients write the SHA-256 of a backup behind it. */
const DIGEST_BYTES = 32;

/** A file that is only read. */
export type BackupFile = Pick<File, "path" | "size" | "read">;

/** What a backup says of itself. */
export interface Backup extends BackupHeader {
  readonly manifest: SnapshotManifest;
  /** As it was written. */
  readonly manifestImage: Uint8Array;
  /** Two backups with the same one hold the same. */
  readonly hash: number;
  /** Where the bytes of each file begin. */
  readonly positions: readonly number[];
}

/** What can be known without reading everything: that nothing is missing at the end, and what it holds. */
export function readBackup(file: BackupFile, crc32: Crc32, done: LogDone<Backup>): void {
  run(read(file, crc32), done);
}

/** Reads all of it. Fails with a {@link SnapshotError} that names what is not as it was written. */
export function verifyBackup(file: BackupFile, crc32: Crc32, done: LogDone<Backup>): void {
  run(verify(file, crc32), done);
}

function* read(file: BackupFile, crc32: Crc32): Script<Backup> {
  const { path } = file;
  const size = yield* need<number>((done) => file.size(done));
  const header = decodeBackupHeader(path, yield* bytesAt(file, 0, Math.min(size, BLOCK_BYTES)), crc32);
  if (size !== header.bytes && size !== header.bytes + DIGEST_BYTES) {
    throw new SnapshotError("DAMAGED", path, `${size} bytes of ${header.bytes} are there: save it again`);
  }
  const manifestImage = yield* bytesAt(file, BLOCK_BYTES, header.manifestBytes);
  const { error, value: manifest } = tryDecode(path, manifestImage, crc32);
  if (error !== undefined) throw error;
  const positions: number[] = [];
  let end = BLOCK_BYTES + padded(header.manifestBytes);
  for (const { length } of manifest.files) {
    positions.push(end);
    end += padded(length);
  }
  if (end !== header.bytes) throw new SnapshotError("DAMAGED", path, "the files do not make up its size");
  const { byteOffset, length } = manifestImage;
  const hash = new DataView(manifestImage.buffer, byteOffset, length).getUint32(length - 4, true);
  return { ...header, manifest, manifestImage, hash, positions };
}

function* verify(file: BackupFile, crc32: Crc32): Script<Backup> {
  const backup = yield* read(file, crc32);
  yield* expectZeros(file, BLOCK_BYTES, backup.manifestBytes);
  for (const [number, { id, length, checksum }] of backup.manifest.files.entries()) {
    const start = backup.positions[number] ?? 0;
    if ((yield* checksumAt(file, start, length, crc32)) !== checksum) {
      throw new SnapshotError("DAMAGED", file.path, `file ${id} in it does not have its checksum: save it again`);
    }
    yield* expectZeros(file, start, length);
  }
  return backup;
}

function* checksumAt(file: BackupFile, start: number, length: number, crc32: Crc32): Script<number> {
  let checksum = 0;
  for (let at = 0; at < length; at += SNAPSHOT_CHUNK_BYTES) {
    checksum = crc32(yield* bytesAt(file, start + at, Math.min(SNAPSHOT_CHUNK_BYTES, length - at)), checksum);
  }
  return checksum;
}

/** Behind what begins at `start`, up to the next block. */
function* expectZeros(file: BackupFile, start: number, length: number): Script {
  const filling = yield* bytesAt(file, start + length, padded(length) - length);
  if (filling.some((byte) => byte !== 0)) {
    throw new SnapshotError("DAMAGED", file.path, `there is something at ${start + length}: save it again`);
  }
}

function* bytesAt(file: BackupFile, position: number, length: number): Script<Uint8Array> {
  const target = new Uint8Array(length);
  const count = yield* need<number>((done) => file.read(position, target, done));
  if (count < length) throw new SnapshotError("DAMAGED", file.path, `it ends at ${position + count}: save it again`);
  return target;
}
