/**
 * What is used of the npm package, which need not be there to compile: it is an optional dependency, and its own types can
 * not be read by a strict ES module.
 */
export interface Lmdb {
  open(options: { path: string; encoding: "binary"; mapSize: number; maxDbs: number; noSubdir: boolean }): LmdbRoot;
}

interface LmdbTable<K> {
  get(key: K): Uint8Array | undefined;
  /** Committed with others soon; resolves then. */
  put(key: K, value: Uint8Array): Promise<boolean>;
  remove(key: K): Promise<boolean>;
  getKeys(range: { start: K }): Iterable<K>;
  getRange(range: { start: K; end: K; limit: number }): Iterable<{ key: K; value: Uint8Array }>;
  getStats(): Record<string, number>;
}

export type LmdbRecords = LmdbTable<number>;

export interface LmdbRoot extends LmdbTable<string> {
  openDB(options: { name: string; encoding: "binary" }): LmdbRecords;
  /** What the callback changes is committed in one step. */
  transaction(change: () => void): Promise<void>;
  /** Resolves when all that was put before is committed, or on the disk. */
  readonly committed: Promise<boolean>;
  readonly flushed: Promise<boolean>;
  backup(path: string, compact: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function loadLmdb(): Promise<Lmdb> {
  const name = "lmdb";
  try {
    return (await import(name)) as Lmdb;
  } catch (cause) {
    throw new Error("the lmdb engine needs the npm package lmdb: install it, or choose another engine", { cause });
  }
}
