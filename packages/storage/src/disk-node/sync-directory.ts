import fs from "node:fs";
import type { Finish, SystemCalls } from "./system-calls.js";

const { O_RDONLY, O_DIRECTORY } = fs.constants;

export function syncDirectory(calls: SystemCalls, path: string, finish: Finish): void {
  calls.open(path, O_RDONLY + O_DIRECTORY, 0, (error, descriptor) => {
    if (error !== null) {
      finish(error, undefined);
      return;
    }
    calls.sync(descriptor, (syncError) => {
      calls.close(descriptor, (closeError) => finish(syncError ?? closeError, undefined));
    });
  });
}

/** One after the other; the first failure ends it. */
export function syncDirectories(calls: SystemCalls, paths: readonly string[], finish: Finish): void {
  const [first, ...rest] = paths;
  if (first === undefined) {
    finish(null, undefined);
    return;
  }
  syncDirectory(calls, first, (error) => {
    if (error !== null) finish(error, undefined);
    else syncDirectories(calls, rest, finish);
  });
}
