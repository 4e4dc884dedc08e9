import { type Disk, DiskError, type DiskErrorCode, type DiskOperation, type Done, type File } from "../disk.js";
import type { OpenMode } from "../disk.js";
import { refuseDirectory, refusePath, splitPath } from "../disk-rules.js";
import { PageBytes } from "./page-bytes.js";
import { VolatileFile } from "./volatile-file.js";

const DONE = { value: undefined };

/**
 * A disk in memory, for data that need not outlive its process. It keeps the contract but for one thing: nothing survives
 * a crash, whatever was synced.
 */
export class VolatileDisk implements Disk {
  readonly #defer: (run: () => void) => void;
  readonly #files = new Map<string, PageBytes>();
  readonly #directories = new Set([""]);

  /** `defer` calls back later, and in order. */
  constructor(defer: (run: () => void) => void) {
    this.#defer = defer;
  }

  open(path: string, mode: OpenMode, done: Done<File>): void {
    this.#answer("open", path, refusePath("open", path), done, () => {
      const refusal = this.#refuseOpen(path, mode);
      if (refusal !== undefined) return refusal;
      const bytes = this.#files.get(path) ?? new PageBytes();
      this.#files.set(path, bytes);
      return { value: new VolatileFile(path, bytes, this.#defer) };
    });
  }

  list(directory: string, done: Done<readonly string[]>): void {
    this.#answer("list", directory, refuseDirectory("list", directory), done, () => {
      if (!this.#directories.has(directory)) return "ENOENT";
      const all = [...this.#files.keys(), ...this.#directories].filter((path) => path !== "").map(splitPath);
      return { value: all.flatMap(([home, name]) => (home === directory ? [name] : [])).sort() };
    });
  }

  makeDirectory(path: string, done: Done): void {
    this.#answer("makeDirectory", path, refuseDirectory("makeDirectory", path), done, () => {
      if (!this.#directories.has(splitPath(path)[0])) return "ENOENT";
      if (this.#files.has(path)) return "EEXIST";
      this.#directories.add(path);
      return DONE;
    });
  }

  rename(from: string, to: string, done: Done): void {
    this.#answer("rename", from, refusePath("rename", from) ?? refusePath("rename", to), done, () => {
      if (this.#directories.has(from)) return "EACCES";
      const bytes = this.#files.get(from);
      if (bytes === undefined) return "ENOENT";
      if (this.#directories.has(to)) return "EACCES";
      if (!this.#directories.has(splitPath(to)[0])) return "ENOENT";
      this.#files.delete(from);
      this.#files.set(to, bytes);
      return DONE;
    });
  }

  remove(path: string, done: Done): void {
    this.#answer("remove", path, refusePath("remove", path), done, () => {
      if (this.#directories.has(path)) return "EACCES";
      return this.#files.delete(path) ? DONE : "ENOENT";
    });
  }

  syncDirectory(path: string, done: Done): void {
    this.#answer("syncDirectory", path, refuseDirectory("syncDirectory", path), done, () =>
      this.#directories.has(path) ? DONE : "ENOENT",
    );
  }

  #refuseOpen(path: string, mode: OpenMode): DiskErrorCode | undefined {
    const isDirectory = this.#directories.has(path);
    if (mode === "new" && (isDirectory || this.#files.has(path))) return "EEXIST";
    if (isDirectory) return "EACCES";
    if (!this.#directories.has(splitPath(path)[0])) return "ENOENT";
    return mode === "existing" && !this.#files.has(path) ? "ENOENT" : undefined;
  }

  /** What is done is done at once, and answered later. */
  #answer<T>(
    operation: DiskOperation,
    path: string,
    refusal: DiskError | undefined,
    done: Done<T>,
    act: () => DiskErrorCode | { readonly value: T },
  ): void {
    const result = refusal ?? act();
    this.#defer(() => {
      if (result instanceof DiskError) done({ error: result });
      else if (typeof result === "string") done({ error: new DiskError(result, operation, path) });
      else done({ error: undefined, value: result.value });
    });
  }
}
