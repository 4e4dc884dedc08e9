import { splitPath } from "../disk-rules.js";
import {
  DiskError,
  type Disk,
  type DiskErrorCode,
  type DiskOperation,
  type Done,
  type File,
  type OpenMode,
} from "../disk.js";
import { SECTOR_BYTES } from "../limits.js";

/** Says which of so many possibilities comes true. */
export type Choose = (count: number) => number;

interface Version {
  readonly bytes: Uint8Array;
  /** The number of the call that wrote it. */
  readonly call: number;
}

interface Node {
  bytes: Uint8Array;
  durable: Uint8Array;
  /** What a crash may leave in a sector instead of its durable bytes. */
  readonly unsynced: Map<number, Version[]>;
}

/**
 * A small disk in memory whose crashes are chosen by the test: at any call, and for every unsynced sector, size and name
 * which version survives. Every call is answered through `defer`; reads and syncs take effect with the answer, all else at
 * once. Nothing fails unless `failing` says so.
 */
export class MemoryDisk implements Disk {
  readonly #defer: (run: () => void) => void;
  readonly #names: Map<string, Node>;
  #durableNames: Map<string, Node>;
  /** Counts the calls. From this one on none is answered. */
  calls = 0;
  crashAt = Infinity;
  /** How many bytes all files may have. */
  capacity = Infinity;
  /** Where a read really goes. */
  misread: (path: string, position: number) => readonly [path: string, position: number] = (...aim) => aim;
  /** The error that a call is answered with, which then changes nothing. */
  failing: (operation: DiskOperation, path: string) => DiskErrorCode | undefined = () => undefined;

  constructor(defer: (run: () => void) => void, files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#defer = defer;
    this.#names = new Map([...files].map(([path, bytes]) => [path, newNode(bytes)]));
    this.#durableNames = new Map(this.#names);
  }

  /** What is there to be read. */
  get files(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#names].map(([path, node]) => [path, node.bytes]));
  }

  /** How many sectors may be lost in a crash. */
  get unsyncedSectors(): number {
    return [...new Set([...this.#names.values()])].reduce((sum, { unsynced }) => sum + unsynced.size, 0);
  }

  /** What the files hold after a crash. */
  crash(choose: Choose): Map<string, Uint8Array> {
    const names = new Map(this.#durableNames);
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const [now, before] = [this.#names.get(path), this.#durableNames.get(path)];
      if (now === before) continue;
      const kept = choose(2) === 0 ? before : now;
      if (kept === undefined) names.delete(path);
      else names.set(path, kept);
    }
    return new Map([...names].map(([path, node]) => [path, survivor(node, choose)]));
  }

  open(path: string, mode: OpenMode, done: Done<File>): void {
    this.#call("open", path, done, () => {
      const known = this.#names.get(path);
      if (known === undefined && mode === "existing") return new DiskError("ENOENT", "open", path);
      if (known !== undefined && mode === "new") return new DiskError("EEXIST", "open", path);
      const node = known ?? newNode(new Uint8Array(0));
      this.#names.set(path, node);
      return this.#file(path, node);
    });
  }

  list(directory: string, done: Done<readonly string[]>): void {
    const prefix = directory === "" ? "" : `${directory}/`;
    this.#call("list", directory, done, () => {
      const below = [...this.#names.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split("/", 1).join()))].sort();
    });
  }

  /** Directories are no more than parts of paths. */
  makeDirectory(path: string, done: Done): void {
    this.#call("makeDirectory", path, done, () => undefined);
  }

  rename(from: string, to: string, done: Done): void {
    this.#call("rename", from, done, () => {
      const node = this.#names.get(from);
      if (node === undefined) return new DiskError("ENOENT", "rename", from);
      this.#names.delete(from);
      this.#names.set(to, node);
      return undefined;
    });
  }

  remove(path: string, done: Done): void {
    this.#call("remove", path, done, () =>
      this.#names.delete(path) ? undefined : new DiskError("ENOENT", "remove", path),
    );
  }

  syncDirectory(path: string, done: Done): void {
    const isElsewhere = ([name]: readonly [string, Node]): boolean => splitPath(name)[0] !== path;
    const names = [...this.#names].filter((entry) => !isElsewhere(entry));
    this.#call(
      "syncDirectory",
      path,
      done,
      () => undefined,
      () => (this.#durableNames = new Map([...[...this.#durableNames].filter(isElsewhere), ...names])),
    );
  }

  #hasRoom(growth: number): boolean {
    const used = [...this.#names.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
    return growth <= 0 || used + growth <= this.capacity;
  }

  /** `begin` happens now, and may be lost in a crash; `end` happens with the answer. */
  #call<T>(
    operation: DiskOperation,
    path: string,
    done: Done<T>,
    begin: () => T | DiskError,
    end: () => void = () => undefined,
  ): void {
    if (this.calls >= this.crashAt) return;
    this.calls++;
    const code = this.failing(operation, path);
    const result = code === undefined ? begin() : new DiskError(code, operation, path);
    this.#defer(() => {
      if (this.calls >= this.crashAt) return;
      if (result instanceof DiskError) {
        done({ error: result });
        return;
      }
      end();
      done({ error: undefined, value: result });
    });
  }

  #file(path: string, node: Node): File {
    const resize = (size: number): void => {
      const bytes = new Uint8Array(size);
      bytes.set(node.bytes.subarray(0, size));
      node.bytes = bytes;
    };
    return {
      path,
      size: (done) => this.#call("size", path, done, () => node.bytes.length),
      read: (position, target, done) => {
        const bytes = this.#aimed(path, node, position, target.length);
        this.#call(
          "read",
          path,
          done,
          () => bytes().length,
          () => target.set(bytes()),
        );
      },
      readNow: (position, target) => {
        const code = this.failing("readNow", path);
        if (code !== undefined) return { error: new DiskError(code, "readNow", path) };
        const bytes = this.#aimed(path, node, position, target.length)();
        target.set(bytes);
        return { error: undefined, value: bytes.length };
      },
      write: (position, chunks, done) =>
        this.#call("write", path, done, () => {
          const bytes = joined(chunks);
          if (!this.#hasRoom(position + bytes.length - node.bytes.length))
            return new DiskError("ENOSPC", "write", path);
          if (position + bytes.length > node.bytes.length) resize(position + bytes.length);
          node.bytes.set(bytes, position);
          this.#remember(node, position, bytes.length);
          return undefined;
        }),
      allocate: (size, done) =>
        this.#call("allocate", path, done, () => {
          if (size <= node.bytes.length) return undefined;
          if (!this.#hasRoom(size - node.bytes.length)) return new DiskError("ENOSPC", "allocate", path);
          resize(size);
          return undefined;
        }),
      truncate: (size, done) =>
        this.#call("truncate", path, done, () => {
          resize(size);
          return undefined;
        }),
      sync: (done) => {
        const last = this.calls;
        const { length } = node.bytes;
        this.#call(
          "sync",
          path,
          done,
          () => undefined,
          () => makeDurable(node, last, length),
        );
      },
      close: (done) => this.#call("close", path, done, () => undefined),
    };
  }

  /** What a read finds when it happens. */
  #aimed(path: string, node: Node, position: number, length: number): () => Uint8Array {
    const [file, at] = this.misread(path, position);
    const aimed = file === path ? node : (this.#names.get(file) ?? node);
    return () => aimed.bytes.subarray(at, at + length);
  }

  #remember(node: Node, position: number, length: number): void {
    const start = position - (position % SECTOR_BYTES);
    for (let at = start; at < position + length; at += SECTOR_BYTES) {
      const versions = node.unsynced.get(at) ?? [];
      versions.push({ bytes: node.bytes.slice(at, at + SECTOR_BYTES), call: this.calls });
      node.unsynced.set(at, versions);
    }
  }
}

function newNode(bytes: Uint8Array): Node {
  return { bytes: bytes.slice(), durable: bytes.slice(), unsynced: new Map() };
}

/** Everything that calls up to `last` had written is durable. */
function makeDurable(node: Node, last: number, size: number): void {
  const durable = new Uint8Array(Math.max(size, node.durable.length));
  durable.set(node.durable);
  for (const [at, versions] of [...node.unsynced]) {
    const synced = versions.filter(({ call }) => call <= last).at(-1);
    if (synced === undefined) continue;
    durable.set(synced.bytes.subarray(0, durable.length - at), at);
    const later = versions.filter(({ call }) => call > last);
    if (later.length === 0) node.unsynced.delete(at);
    else node.unsynced.set(at, later);
  }
  node.durable = durable;
}

function survivor(node: Node, choose: Choose): Uint8Array {
  const sizes = [...new Set([node.durable.length, node.bytes.length])];
  const bytes = new Uint8Array(sizes[sizes.length === 1 ? 0 : choose(2)] ?? 0);
  bytes.set(node.durable.subarray(0, bytes.length));
  for (const [at, versions] of node.unsynced) {
    const kept = versions[choose(versions.length + 1) - 1];
    if (kept !== undefined && at < bytes.length) bytes.set(kept.bytes.subarray(0, bytes.length - at), at);
  }
  return bytes;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}
