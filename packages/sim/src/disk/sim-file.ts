import { checkPosition, DiskError, type DiskOperation, type Done, type File, type Outcome } from "@keyval/storage";
import type { Unsynced } from "./content.js";
import type { DiskEngine, Work } from "./disk-engine.js";
import type { FileNode } from "./names.js";
import { visitSectors } from "./sector.js";

const DONE: Outcome<void> = { error: undefined, value: undefined };

/** What a file needs of the disk that it is on. */
export interface Space {
  /** How many bytes files may still take. */
  readonly room: number;
  /** Runs what may change how much the file takes. */
  change<T>(node: FileNode, run: () => T): T;
  closed(node: FileNode): void;
}

/** One opening of a file, by one life of a process. */
export class SimFile implements File {
  readonly path: string;
  readonly #engine: DiskEngine;
  readonly #space: Space;
  readonly #node: FileNode;
  readonly #life: number;
  #underWay = 0;
  /** Set by `close`; runs once nothing is under way. */
  #release: (() => void) | undefined;

  constructor(path: string, node: FileNode, engine: DiskEngine, space: Space) {
    this.path = path;
    this.#node = node;
    this.#engine = engine;
    this.#space = space;
    this.#life = engine.life;
    node.opens++;
  }

  size(done: Done<number>): void {
    const { naming } = this.#engine.faults;
    const run = (): Outcome<number> => succeed(this.#node.content.size);
    this.#start({ operation: "size", path: this.path, takes: naming, bytes: 0, run, spoil: nothing }, done);
  }

  read(position: number, target: Uint8Array, done: Done<number>): void {
    checkPosition(position);
    checkPosition(position + target.length);
    const { reading } = this.#engine.faults;
    const run = (): Outcome<number> => succeed(this.#node.content.read(position, target));
    this.#start(
      { operation: "read", path: this.path, takes: reading, bytes: target.length, run, spoil: nothing },
      done,
    );
  }

  /** Takes no virtual time: whoever asks stands still. */
  readNow(position: number, target: Uint8Array): Outcome<number> {
    checkPosition(position);
    checkPosition(position + target.length);
    // Who opened the file is gone, or has closed it.
    if (this.#life !== this.#engine.life || this.#release !== undefined) {
      return { error: new DiskError("EBADF", "readNow", this.path, "closed") };
    }
    const error = this.#engine.failNow("readNow", this.path);
    return error === undefined ? succeed(this.#node.content.read(position, target)) : { error };
  }

  write(position: number, chunks: readonly Uint8Array[], done: Done): void {
    checkPosition(position);
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    checkPosition(position + length);
    const { writing } = this.#engine.faults;
    const run = (): Outcome<void> => this.#write(position, chunks, length);
    const spoil = (): void => this.#writePart(position, chunks, length);
    this.#start({ operation: "write", path: this.path, takes: writing, bytes: 0, run, spoil }, done);
  }

  allocate(size: number, done: Done): void {
    checkPosition(size);
    const { writing } = this.#engine.faults;
    const run = (): Outcome<void> => {
      const isDone = this.#space.change(this.#node, () => this.#node.content.allocate(size, this.#space.room));
      return isDone ? DONE : this.#full("allocate");
    };
    this.#start(
      { operation: "allocate", path: this.path, takes: writing, bytes: 0, run, spoil: this.#perhaps(run) },
      done,
    );
  }

  truncate(size: number, done: Done): void {
    checkPosition(size);
    const { naming } = this.#engine.faults;
    const run = (): Outcome<void> => {
      this.#space.change(this.#node, () => this.#node.content.truncate(size));
      return DONE;
    };
    this.#start(
      { operation: "truncate", path: this.path, takes: naming, bytes: 0, run, spoil: this.#perhaps(run) },
      done,
    );
  }

  sync(done: Done): void {
    if (this.#cannot("sync", done)) return;
    const { content } = this.#node;
    const bytes = content.unsyncedBytes;
    const begun: Unsynced = content.beginSync();
    const run = (): Outcome<void> => {
      content.endSync(begun);
      return DONE;
    };
    const spoil = (cause: "error" | "crash"): void => {
      if (cause === "crash") return;
      content.failSync(begun);
      this.#engine.observe("failed sync", this.path);
    };
    this.#start({ operation: "sync", path: this.path, takes: this.#engine.faults.syncing, bytes, run, spoil }, done);
  }

  close(done: Done): void {
    if (this.#cannot("close", done)) return;
    const run = (): Outcome<void> => {
      this.#space.closed(this.#node);
      return DONE;
    };
    const { naming: takes } = this.#engine.faults;
    this.#release = () => {
      this.#engine.submit({ operation: "close", path: this.path, takes, bytes: 0, run, spoil: run }, done);
    };
    if (this.#underWay === 0) this.#release();
  }

  #start<T>(work: Work<T>, done: Done<T>): void {
    if (this.#cannot(work.operation, done)) return;
    this.#underWay++;
    this.#engine.submit(work, (outcome) => {
      this.#underWay--;
      if (this.#underWay === 0) this.#release?.();
      done(outcome);
    });
  }

  #cannot<T>(operation: DiskOperation, done: Done<T>): boolean {
    // Who opened the file is gone: there is nobody to answer.
    if (this.#life !== this.#engine.life) return true;
    if (this.#release === undefined) return false;
    this.#engine.refuse(new DiskError("EBADF", operation, this.path, "closed"), done);
    return true;
  }

  #full(operation: DiskOperation): Outcome<never> {
    this.#engine.observe("ENOSPC", this.path);
    return { error: new DiskError("ENOSPC", operation, this.path, "the simulated disk is full") };
  }

  #write(position: number, chunks: readonly Uint8Array[], length: number): Outcome<void> {
    const fitting = this.#node.content.fitting(position, length, this.#space.room);
    if (fitting === length) {
      this.#writeAll(position, chunks);
      return DONE;
    }
    this.#writeRange(position, chunks, 0, fitting);
    return this.#full("write");
  }

  /** All of it, nothing of it, or any of its sectors. */
  #writePart(position: number, chunks: readonly Uint8Array[], length: number): void {
    const { random } = this.#engine;
    const part = random.pick(["none", "all", "some"] as const);
    if (part === "none") return;
    const fitting = this.#node.content.fitting(position, length, this.#space.room);
    if (part === "all") {
      this.#writeRange(position, chunks, 0, fitting);
      return;
    }
    visitSectors(position, position + fitting, (_, from, to) => {
      if (random.chance(1, 2)) this.#writeRange(position, chunks, from - position, to - position);
    });
  }

  /** Writes what the chunks hold from one offset to another. */
  #writeRange(position: number, chunks: readonly Uint8Array[], from: number, to: number): void {
    let offset = 0;
    const pieces = chunks.map((chunk) => {
      const piece = chunk.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
      offset += chunk.length;
      return piece;
    });
    this.#writeAll(position + from, pieces);
  }

  #writeAll(position: number, chunks: readonly Uint8Array[]): void {
    const { writeBackPerMille } = this.#engine.faults;
    this.#space.change(this.#node, () => this.#node.content.write(position, chunks, writeBackPerMille));
  }

  #perhaps(run: () => Outcome<void>): () => void {
    return () => {
      if (this.#engine.random.chance(1, 2)) run();
    };
  }
}

function succeed<T>(value: T): Outcome<T> {
  return { error: undefined, value };
}

function nothing(): void {
  // Reading leaves no trace.
}
