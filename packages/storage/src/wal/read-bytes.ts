import type { DiskError, File } from "../disk.js";

/** Bytes of a file from `position` on, fewer than `length` only where the file ends. */
export function readBytes(
  file: File,
  position: number,
  length: number,
  done: (error: DiskError | undefined, bytes: Uint8Array) => void,
): void {
  const target = new Uint8Array(length);
  file.read(position, target, ({ error, value: count }) => done(error, target.subarray(0, count ?? 0)));
}
