import fs from "node:fs";

export type Finish<T = void> = (error: Error | null, value: T) => void;

/** What the real disk asks of the system. Each call answers once, later, and one read or write may move less than asked. */
export interface SystemCalls {
  open(path: string, flags: number, mode: number, finish: Finish<number>): void;
  close(descriptor: number, finish: Finish): void;
  size(descriptor: number, finish: Finish<number>): void;
  read(descriptor: number, target: Uint8Array, from: number, length: number, at: number, finish: Finish<number>): void;
  write(descriptor: number, chunks: readonly Uint8Array[], position: number, finish: Finish<number>): void;
  truncate(descriptor: number, size: number, finish: Finish): void;
  /** Bytes and size. */
  syncData(descriptor: number, finish: Finish): void;
  /** Everything, which a directory needs. */
  sync(descriptor: number, finish: Finish): void;
  list(path: string, finish: Finish<string[]>): void;
  makeDirectory(path: string, mode: number, finish: Finish): void;
  isDirectory(path: string, finish: Finish<boolean>): void;
  rename(from: string, to: string, finish: Finish): void;
  remove(path: string, finish: Finish): void;
}

/** Through libuv's pool, whose few threads serve everybody in the process who reads, resolves names, hashes or packs. */
export const poolCalls: SystemCalls = {
  open: (path, flags, mode, finish) => fs.open(path, flags, mode, finish),
  close: (descriptor, finish) => fs.close(descriptor, withoutValue(finish)),
  size: (descriptor, finish) => fs.fstat(descriptor, (error, stats) => finish(error, error === null ? stats.size : 0)),
  read: (descriptor, target, from, length, at, finish) => fs.read(descriptor, target, from, length, at, finish),
  write: (descriptor, chunks, position, finish) => {
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1) fs.write(descriptor, first, 0, first.length, position, finish);
    else fs.writev(descriptor, chunks, position, finish);
  },
  truncate: (descriptor, size, finish) => fs.ftruncate(descriptor, size, withoutValue(finish)),
  syncData: (descriptor, finish) => fs.fdatasync(descriptor, withoutValue(finish)),
  sync: (descriptor, finish) => fs.fsync(descriptor, withoutValue(finish)),
  list: (path, finish) => fs.readdir(path, finish),
  makeDirectory: (path, mode, finish) => fs.mkdir(path, { mode }, withoutValue(finish)),
  isDirectory: (path, finish) => fs.stat(path, (error, stats) => finish(error, error === null && stats.isDirectory())),
  rename: (from, to, finish) => fs.rename(from, to, withoutValue(finish)),
  remove: (path, finish) => fs.unlink(path, withoutValue(finish)),
};

function withoutValue(finish: Finish): (error?: Error | null) => void {
  return (error) => finish(error ?? null, undefined);
}
