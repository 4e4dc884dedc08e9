import { DiskError, type DiskOperation, type Done, type File, type Outcome } from "../disk.js";
import { checkPosition } from "../disk-rules.js";
import type { PageBytes } from "./page-bytes.js";

/** A file in memory that somebody has open. */
export class VolatileFile implements File {
  readonly path: string;
  readonly #bytes: PageBytes;
  readonly #defer: (run: () => void) => void;
  #isClosed = false;

  constructor(path: string, bytes: PageBytes, defer: (run: () => void) => void) {
    this.path = path;
    this.#bytes = bytes;
    this.#defer = defer;
  }

  size(done: Done<number>): void {
    this.#answer("size", done, () => this.#bytes.size);
  }

  read(position: number, target: Uint8Array, done: Done<number>): void {
    checkPosition(position);
    this.#answer("read", done, () => this.#bytes.read(position, target));
  }

  readNow(position: number, target: Uint8Array): Outcome<number> {
    checkPosition(position);
    return this.#act("readNow", () => this.#bytes.read(position, target));
  }

  write(position: number, chunks: readonly Uint8Array[], done: Done): void {
    checkPosition(position);
    this.#answer("write", done, () => {
      let at = position;
      for (const chunk of chunks) {
        this.#bytes.write(at, chunk);
        at += chunk.length;
      }
    });
  }

  allocate(size: number, done: Done): void {
    checkPosition(size);
    this.#answer("allocate", done, () => {
      if (size > this.#bytes.size) this.#bytes.resize(size);
    });
  }

  truncate(size: number, done: Done): void {
    checkPosition(size);
    this.#answer("truncate", done, () => this.#bytes.resize(size));
  }

  sync(done: Done): void {
    this.#answer("sync", done, () => undefined);
  }

  close(done: Done): void {
    this.#answer("close", done, () => {
      this.#isClosed = true;
    });
  }

  #act<T>(operation: DiskOperation, act: () => T): Outcome<T> {
    if (this.#isClosed) return { error: new DiskError("EBADF", operation, this.path) };
    return { error: undefined, value: act() };
  }

  /** What is done is done at once, and answered later. */
  #answer<T>(operation: DiskOperation, done: Done<T>, act: () => T): void {
    const outcome = this.#act(operation, act);
    this.#defer(() => done(outcome));
  }
}
