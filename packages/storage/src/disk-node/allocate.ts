import fs from "node:fs";
import { writeFully } from "./transfer.js";

const CHUNK = 2 ** 20;

/**
 * Node has no `fallocate`. Writing zeros takes the space as surely, and has blocks that are already written: a later
 * write there changes nothing but data, so that its `fdatasync` need not wait for the file system's journal.
 */
export function allocateZeros(descriptor: number, size: number, finish: (error: Error | null) => void): void {
  fs.fstat(descriptor, (error, stats) => {
    if (error !== null) {
      finish(error);
      return;
    }
    if (stats.size >= size) {
      finish(null);
      return;
    }
    writeZeros(descriptor, stats.size, size, (writeError) => {
      if (writeError === null) {
        finish(null);
        return;
      }
      // Gives back what it took. Whether that works or not, the first failure is the one to tell.
      fs.ftruncate(descriptor, stats.size, () => finish(writeError));
    });
  });
}

function writeZeros(descriptor: number, from: number, to: number, finish: (error: Error | null) => void): void {
  const zeros = new Uint8Array(Math.min(CHUNK, to - from));
  const next = (position: number): void => {
    const chunk = zeros.subarray(0, Math.min(zeros.length, to - position));
    writeFully(descriptor, [chunk], position, (error) => {
      if (error !== null || position + chunk.length === to) finish(error);
      else next(position + chunk.length);
    });
  };
  next(from);
}
