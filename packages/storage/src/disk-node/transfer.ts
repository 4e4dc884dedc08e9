import fs from "node:fs";
import { systemCode } from "./system-error.js";
import type { Finish, SystemCalls } from "./system-calls.js";

/** The system moves at most 2 GiB in one call, and Node refuses to ask for more. */
const LARGEST_READ = 2 ** 30;

/** Reads until `target` is full or the file ends: one call may bring less than there is. */
export function readFully(
  calls: SystemCalls,
  descriptor: number,
  target: Uint8Array,
  position: number,
  finish: Finish<number>,
): void {
  let length = 0;
  const next = (): void => {
    const wanted = Math.min(target.length - length, LARGEST_READ);
    calls.read(descriptor, target, length, wanted, position + length, (error, read) => {
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

/** The same while everything else waits. */
export function readFullyNow(descriptor: number, target: Uint8Array, position: number): number {
  let length = 0;
  while (length < target.length) {
    const wanted = Math.min(target.length - length, LARGEST_READ);
    const read = readOnceNow(descriptor, target, length, wanted, position + length);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function readOnceNow(descriptor: number, target: Uint8Array, at: number, wanted: number, position: number): number {
  for (;;) {
    try {
      return fs.readSync(descriptor, target, at, wanted, position);
    } catch (error) {
      if (!(error instanceof Error) || systemCode(error) !== "EINTR") throw error;
    }
  }
}

/** Writes until all is written: one call may take less than it was given. */
export function writeFully(
  calls: SystemCalls,
  descriptor: number,
  chunks: readonly Uint8Array[],
  position: number,
  finish: Finish,
): void {
  if (chunks.length === 0) {
    setImmediate(finish, null, undefined);
    return;
  }
  calls.write(descriptor, chunks, position, (error, written) => {
    const rest = error === null ? withoutFirst(chunks, written) : [];
    if (error !== null || rest.length === 0) finish(error, undefined);
    else if (written === 0) finish(new Error("the system took no byte and named no error"), undefined);
    else writeFully(calls, descriptor, rest, position + written, finish);
  });
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
