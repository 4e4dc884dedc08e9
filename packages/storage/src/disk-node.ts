import fs from "node:fs";
import { dirname, resolve } from "node:path";
import { NodeDisk } from "./disk-node/node-disk.js";
import { DIRECTORY_MODE, makePrivate } from "./disk-node/private-directory.js";
import { toDiskError } from "./disk-node/system-error.js";
import { syncDirectories } from "./disk-node/sync-directory.js";
import { poolCalls, type SystemCalls } from "./disk-node/system-calls.js";
import type { Disk, Done, Outcome } from "./disk.js";

export { completed } from "./disk-node/completed.js";
export { DirectoryInUse, lockDirectory } from "./disk-node/directory-lock.js";
export type { DirectoryLock, LockOutcome } from "./disk-node/directory-lock.js";
export { DiskThread } from "./disk-node/disk-thread.js";

/**
 * The real disk, below a directory that is made, durably, if it is missing. What is made here is its owner's alone. It
 * works through libuv's pool, or through the calls of a {@link DiskThread}.
 */
export function openNodeDisk(root: string, done: Done<Disk>, calls: SystemCalls = poolCalls): void {
  const path = resolve(root);
  const finish = (error: Error | null): void => {
    done(
      error === null
        ? { error: undefined, value: new NodeDisk(path, calls) }
        : { error: toDiskError("makeDirectory", root, error) },
    );
  };
  fs.mkdir(path, { recursive: true, mode: DIRECTORY_MODE }, (error, first) => {
    if (error !== null) finish(error);
    else syncDirectories(calls, first === undefined ? [] : parentsUpTo(path, dirname(first)), finish);
  });
}

/** The same of a data directory, which is its owner's alone also if it was there already. */
export function openDataDirectory(root: string, done: Done<Disk>, calls: SystemCalls = poolCalls): void {
  const finish = (outcome: Outcome<Disk>): void => {
    if (outcome.error !== undefined) {
      done(outcome);
      return;
    }
    makePrivate(resolve(root), (error) => {
      done(error === null ? outcome : { error: toDiskError("makeDirectory", root, error) });
    });
  };
  openNodeDisk(root, finish, calls);
}

/** The directories that hold a new name: from the one around `path` up to `last`. */
function parentsUpTo(path: string, last: string): readonly string[] {
  const parents = [dirname(path)];
  for (let parent = dirname(path); parent !== last;) {
    parent = dirname(parent);
    parents.push(parent);
  }
  return parents;
}
