import type { Crc32 } from "../crc32.js";
import type { Disk, DiskError, Done, File } from "../disk.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import type { SnapshotFile } from "./manifest.js";

/** The checksum of a file's first `length` bytes, read piece by piece; of fewer, if there are no more. */
export function checksumOf(
  file: File,
  length: number,
  crc32: Crc32,
  done: (error: DiskError | undefined, found: { readonly checksum: number; readonly length: number }) => void,
): void {
  const target = new Uint8Array(Math.min(length, SNAPSHOT_CHUNK_BYTES));
  const next = (position: number, checksum: number): void => {
    const wanted = Math.min(target.length, length - position);
    file.read(position, target.subarray(0, wanted), ({ error, value: count }) => {
      if (error !== undefined) {
        done(error, { checksum, length: position });
        return;
      }
      const [sum, end] = [crc32(target.subarray(0, count), checksum), position + count];
      if (count < wanted || end === length) done(undefined, { checksum: sum, length: end });
      else next(end, sum);
    });
  };
  next(0, 0);
}

/** Whether the file is where it should be, with its checksum. */
export function isWhole(
  { disk, crc32 }: { readonly disk: Disk; readonly crc32: Crc32 },
  { path, length, checksum }: SnapshotFile,
  done: Done<boolean>,
): void {
  disk.open(path, "existing", ({ error, value: file }) => {
    if (error !== undefined) {
      done(error.code === "ENOENT" ? { error: undefined, value: false } : { error });
      return;
    }
    checksumOf(file, length, crc32, (error, found) => {
      const isGood = found.length === length && found.checksum === checksum;
      file.close(() => done(error === undefined ? { error, value: isGood } : { error }));
    });
  });
}
