import fs from "node:fs";
import { join } from "node:path";
import { refuseDirectory, refusePath } from "../disk-rules.js";
import { type Disk, DiskError, type Done, type File, type OpenMode } from "../disk.js";
import { NodeFile } from "./node-file.js";
import { DIRECTORY_MODE } from "./private-directory.js";
import { SmallReads } from "./small-reads.js";
import { syncDirectory } from "./sync-directory.js";
import type { SystemCalls } from "./system-calls.js";
import { systemCode, toDiskError, toOutcome } from "./system-error.js";

const FILE_MODE = 0o600;

const { O_CREAT, O_EXCL, O_RDWR } = fs.constants;
const openFlags: Readonly<Record<OpenMode, number>> = {
  existing: O_RDWR,
  new: O_RDWR | O_CREAT | O_EXCL,
  any: O_RDWR | O_CREAT,
};

/** A directory of the real file system. */
export class NodeDisk implements Disk {
  readonly #root: string;
  readonly #calls: SystemCalls;
  readonly #reads: SmallReads;

  constructor(root: string, calls: SystemCalls) {
    this.#root = root;
    this.#calls = calls;
    this.#reads = new SmallReads(calls);
  }

  open(path: string, mode: OpenMode, done: Done<File>): void {
    if (isRefused(refusePath("open", path), done)) return;
    this.#calls.open(this.#resolve(path), openFlags[mode], FILE_MODE, (error, descriptor) => {
      if (error !== null) done({ error: toDiskError("open", path, error) });
      else done({ error: undefined, value: new NodeFile(path, descriptor, this.#calls, this.#reads) });
    });
  }

  list(directory: string, done: Done<readonly string[]>): void {
    if (isRefused(refuseDirectory("list", directory), done)) return;
    this.#calls.list(this.#resolve(directory), (error, names) => {
      if (error !== null) done({ error: toDiskError("list", directory, error) });
      else done({ error: undefined, value: names.sort() });
    });
  }

  makeDirectory(path: string, done: Done): void {
    if (isRefused(refuseDirectory("makeDirectory", path), done)) return;
    this.#calls.makeDirectory(this.#resolve(path), DIRECTORY_MODE, (error) => {
      if (error === null || systemCode(error) !== "EEXIST") {
        done(toOutcome("makeDirectory", path, error, undefined));
        return;
      }
      this.#calls.isDirectory(this.#resolve(path), (statError, isDirectory) => {
        const exists = statError === null && isDirectory;
        done(toOutcome("makeDirectory", path, exists ? null : error, undefined));
      });
    });
  }

  rename(from: string, to: string, done: Done): void {
    if (isRefused(refusePath("rename", from) ?? refusePath("rename", to), done)) return;
    this.#calls.isDirectory(this.#resolve(from), (error, isDirectory) => {
      if (error !== null) {
        done({ error: toDiskError("rename", from, error) });
        return;
      }
      if (isDirectory) {
        done({ error: new DiskError("EACCES", "rename", from, "a directory") });
        return;
      }
      this.#calls.rename(this.#resolve(from), this.#resolve(to), (renameError) => {
        done(toOutcome("rename", from, renameError, undefined));
      });
    });
  }

  remove(path: string, done: Done): void {
    if (isRefused(refusePath("remove", path), done)) return;
    this.#calls.remove(this.#resolve(path), (error) => done(toOutcome("remove", path, error, undefined)));
  }

  syncDirectory(path: string, done: Done): void {
    if (isRefused(refuseDirectory("syncDirectory", path), done)) return;
    syncDirectory(this.#calls, this.#resolve(path), (error) =>
      done(toOutcome("syncDirectory", path, error, undefined)),
    );
  }

  #resolve(path: string): string {
    return join(this.#root, path);
  }
}

function isRefused<T>(refusal: DiskError | undefined, done: Done<T>): boolean {
  if (refusal === undefined) return false;
  setImmediate(done, { error: refusal });
  return true;
}
