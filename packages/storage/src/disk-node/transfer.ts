import fs from "node:fs";
import { systemCode } from "./system-error.js";

/** The system moves at most 2 GiB in one call, and Node refuses to ask for more. */
const LARGEST_READ = 2 ** 30;

/** Reads until `target` is full or the file ends: one call may bring less than there is. */
export function readFully(
  descriptor: number,
  target: Uint8Array,
  position: number,
  finish: (error: Error | null, length: number) => void,
): void {
  let length = 0;
  const next = (): void => {
    const wanted = Math.min(target.length - length, LARGEST_READ);
    fs.read(descriptor, target, length, wanted, position + length, (error, read) => {
      // Interrupted by a signal before anything was read; libuv leaves this one to its callers.
      if (error !== null && systemCode(error) === "EINTR") {
        next();
        return;
      }
      if (error !== null) {
        finish(error, length);
        return;
      }
      length += read;
      if (read === 0 || length === target.length) finish(null, length);
      else next();
    });
  };
  next();
}

/** Writes until all is written: one call may take less than it was given. */
export function writeFully(
  descriptor: number,
  chunks: readonly Uint8Array[],
  position: number,
  finish: (error: Error | null) => void,
): void {
  const onWritten = (error: Error | null, written: number): void => {
    if (error !== null) {
      finish(error);
      return;
    }
    const rest = withoutFirst(chunks, written);
    if (rest.length === 0) {
      finish(null);
      return;
    }
    if (written === 0) {
      finish(new Error("the system took no byte and named no error"));
      return;
    }
    writeFully(descriptor, rest, position + written, finish);
  };
  const [first] = chunks;
  if (first === undefined) {
    setImmediate(finish, null);
  } else if (chunks.length === 1) {
    fs.write(descriptor, first, 0, first.length, position, onWritten);
  } else {
    fs.writev(descriptor, chunks, position, onWritten);
  }
}

/** What is left of the chunks once so many bytes of them are written, without empty ones. */
function withoutFirst(chunks: readonly Uint8Array[], written: number): readonly Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = written;
  for (const chunk of chunks) {
    if (skip < chunk.length) rest.push(skip === 0 ? chunk : chunk.subarray(skip));
    skip = Math.max(0, skip - chunk.length);
  }
  return rest;
}
