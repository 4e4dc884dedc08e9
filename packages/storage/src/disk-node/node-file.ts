import { checkPosition } from "../disk-rules.js";
import { DiskError, type DiskOperation, type Done, type File, type Outcome } from "../disk.js";
import { allocateZeros } from "./allocate.js";
import type { SmallReads } from "./small-reads.js";
import type { Finish, SystemCalls } from "./system-calls.js";
import { toDiskError, toOutcome } from "./system-error.js";
import { readFullyNow, writeFully } from "./transfer.js";

export class NodeFile implements File {
  readonly path: string;
  readonly #descriptor: number;
  readonly #calls: SystemCalls;
  readonly #reads: SmallReads;
  #underWay = 0;
  /** Set by `close`; runs once nothing is under way, because the system gives the descriptor to the next file at once. */
  #release: (() => void) | undefined;

  constructor(path: string, descriptor: number, calls: SystemCalls, reads: SmallReads) {
    this.path = path;
    this.#descriptor = descriptor;
    this.#calls = calls;
    this.#reads = reads;
  }

  size(done: Done<number>): void {
    this.#start("size", done, (finish) => this.#calls.size(this.#descriptor, finish));
  }

  read(position: number, target: Uint8Array, done: Done<number>): void {
    checkPosition(position + target.length);
    checkPosition(position);
    this.#start("read", done, (finish) => this.#reads.read(this.#descriptor, target, position, finish));
  }

  readNow(position: number, target: Uint8Array): Outcome<number> {
    checkPosition(position + target.length);
    checkPosition(position);
    if (this.#release !== undefined) return { error: new DiskError("EBADF", "readNow", this.path, "closed") };
    try {
      return { error: undefined, value: readFullyNow(this.#descriptor, target, position) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { error: toDiskError("readNow", this.path, error) };
    }
  }

  write(position: number, chunks: readonly Uint8Array[], done: Done): void {
    checkPosition(chunks.reduce((end, chunk) => end + chunk.length, position));
    checkPosition(position);
    this.#start("write", done, (finish) => writeFully(this.#calls, this.#descriptor, chunks, position, finish));
  }

  allocate(size: number, done: Done): void {
    checkPosition(size);
    this.#start("allocate", done, (finish) => allocateZeros(this.#calls, this.#descriptor, size, finish));
  }

  truncate(size: number, done: Done): void {
    checkPosition(size);
    this.#start("truncate", done, (finish) => this.#calls.truncate(this.#descriptor, size, finish));
  }

  sync(done: Done): void {
    this.#start("sync", done, (finish) => this.#calls.syncData(this.#descriptor, finish));
  }

  close(done: Done): void {
    if (this.#refuseClosed("close", done)) return;
    this.#release = () =>
      this.#calls.close(this.#descriptor, (error) => done(toOutcome("close", this.path, error, undefined)));
    if (this.#underWay === 0) this.#release();
  }

  #start<T>(operation: DiskOperation, done: Done<T>, begin: (finish: Finish<T>) => void): void {
    if (this.#refuseClosed(operation, done)) return;
    this.#underWay++;
    begin((error, value) => {
      this.#underWay--;
      if (this.#underWay === 0) this.#release?.();
      done(toOutcome(operation, this.path, error, value));
    });
  }

  #refuseClosed<T>(operation: DiskOperation, done: Done<T>): boolean {
    if (this.#release === undefined) return false;
    setImmediate(done, { error: new DiskError("EBADF", operation, this.path, "closed") });
    return true;
  }
}
