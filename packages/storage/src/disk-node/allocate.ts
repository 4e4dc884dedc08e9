import type { Finish, SystemCalls } from "./system-calls.js";
import { writeFully } from "./transfer.js";

/** Where each piece is synced, an append that comes meanwhile waits for no more than one of them. */
const CHUNK = 2 ** 18;

/**
 * Node has no `fallocate`. Writing zeros takes the space as surely, and has blocks that are already written: a later
 * write there changes nothing but data, so that its `fdatasync` need not wait for the file system's journal.
 */
export function allocateZeros(calls: SystemCalls, descriptor: number, size: number, finish: Finish): void {
  calls.size(descriptor, (error, before) => {
    if (error !== null || before >= size) {
      finish(error, undefined);
      return;
    }
    writeZeros(calls, descriptor, before, size, (writeError) => {
      // Gives back what it took. Whether that works or not, the first failure is the one to tell.
      if (writeError === null) finish(null, undefined);
      else calls.truncate(descriptor, before, () => finish(writeError, undefined));
    });
  });
}

function writeZeros(calls: SystemCalls, descriptor: number, from: number, to: number, finish: Finish): void {
  const zeros = new Uint8Array(Math.min(CHUNK, to - from));
  const next = (position: number): void => {
    const chunk = zeros.subarray(0, Math.min(zeros.length, to - position));
    writeFully(calls, descriptor, [chunk], position, (error) => {
      if (error !== null || position + chunk.length === to) finish(error, undefined);
      else next(position + chunk.length);
    });
  };
  next(from);
}
