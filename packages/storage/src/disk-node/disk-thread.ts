import fs from "node:fs";
import { Worker } from "node:worker_threads";
import { poolCalls, type Finish, type SystemCalls } from "./system-calls.js";
import {
  type Answer,
  DESCRIPTOR,
  HEAD_BYTES,
  IS_CALL,
  LENGTH,
  POSITION,
  REQUEST,
  TRANSFER_BYTES,
  viewShared,
  type Shared,
} from "./thread-protocol.js";

interface Task {
  /** Puts the request where the thread finds it. */
  readonly place: (shared: Shared) => void;
  readonly finish: Finish<unknown>;
}

/**
 * A thread for the disk alone, so that a write never waits for others who hold libuv's pool. Its files are opened with
 * `O_DSYNC`: a write is durable when it is answered, in one trip, and a `sync` behind it has nothing left to do. Reads
 * go through the pool, for they may be many at once.
 *
 * The thread is woken by `Atomics.notify` and answers by a message; docs/DECISIONS.md has the figures.
 */
export class DiskThread {
  readonly #worker: Worker;
  readonly #shared: Shared;
  readonly #queue: Task[] = [];
  #underWay: Task | undefined;
  #requests = 0;
  #failure: Error | undefined;
  /** Descriptors of which everything is durable: only what is not a write needs a sync. */
  readonly #synced = new Set<number>();

  constructor() {
    const memory = new SharedArrayBuffer(HEAD_BYTES + TRANSFER_BYTES);
    this.#shared = viewShared(memory);
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: memory });
    this.#worker.on("message", (answer: Answer) => this.#onAnswer(answer));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("the disk's thread has ended")));
    // An idle thread keeps no process alive.
    this.#worker.unref();
  }

  readonly calls: SystemCalls = {
    ...poolCalls,
    open: (path, flags, mode, finish) => this.#call(["open", path, flags + fs.constants.O_DSYNC, mode], finish),
    close: (descriptor, finish) => {
      this.#synced.delete(descriptor);
      this.#call(["close", descriptor], finish);
    },
    size: (descriptor, finish) => this.#call(["size", descriptor], finish),
    write: (descriptor, chunks, position, finish) => this.#write(descriptor, chunks, position, finish),
    truncate: (descriptor, size, finish) => {
      this.#call<undefined>(["truncate", descriptor, size], (error) => {
        this.#synced.delete(descriptor);
        finish(error, undefined);
      });
    },
    syncData: (descriptor, finish) => this.#syncData(descriptor, finish),
    sync: (descriptor, finish) => this.#call(["sync", descriptor], finish),
    list: (path, finish) => this.#call(["list", path], finish),
    makeDirectory: (path, mode, finish) => this.#call(["makeDirectory", path, mode], finish),
    isDirectory: (path, finish) => this.#call(["isDirectory", path], finish),
    rename: (from, to, finish) => this.#call(["rename", from, to], finish),
    remove: (path, finish) => this.#call(["remove", path], finish),
  };

  /** Calls that are not answered yet fail. */
  end(finish: () => void): void {
    this.#worker.once("exit", () => finish());
    void this.#worker.terminate();
  }

  #write(descriptor: number, chunks: readonly Uint8Array[], position: number, finish: Finish<number>): void {
    const place = ({ numbers, positions, bytes }: Shared): void => {
      let length = 0;
      for (const chunk of chunks) {
        const part = chunk.length <= TRANSFER_BYTES - length ? chunk : chunk.subarray(0, TRANSFER_BYTES - length);
        bytes.set(part, length);
        length += part.length;
      }
      numbers[LENGTH] = length;
      numbers[DESCRIPTOR] = descriptor;
      positions[POSITION] = position;
    };
    this.#ask({ place, finish: finish as Finish<unknown> });
  }

  /** What a process before this one left to the system's cache is not durable yet: the first sync is a real one. */
  #syncData(descriptor: number, finish: Finish): void {
    if (this.#synced.has(descriptor)) {
      process.nextTick(finish, this.#failure ?? null, undefined);
      return;
    }
    this.#call<undefined>(["syncData", descriptor], (error) => {
      if (error === null) this.#synced.add(descriptor);
      finish(error, undefined);
    });
  }

  #call<T>(call: readonly unknown[], finish: Finish<T>): void {
    const encoded = new TextEncoder().encode(JSON.stringify(call));
    const place = ({ numbers, bytes }: Shared): void => {
      bytes.set(encoded);
      numbers[LENGTH] = encoded.length;
      numbers[DESCRIPTOR] = IS_CALL;
    };
    this.#ask({ place, finish: finish as Finish<unknown> });
  }

  #ask(task: Task): void {
    if (this.#failure !== undefined) {
      setImmediate(task.finish, this.#failure, undefined);
      return;
    }
    this.#queue.push(task);
    if (this.#underWay === undefined) this.#next();
  }

  #next(): void {
    const task = this.#queue.shift();
    if (task === undefined) {
      this.#worker.unref();
      return;
    }
    if (this.#underWay === undefined) this.#worker.ref();
    this.#underWay = task;
    task.place(this.#shared);
    // Only ever compared with its value before: it may wrap.
    Atomics.store(this.#shared.numbers, REQUEST, ++this.#requests);
    Atomics.notify(this.#shared.numbers, REQUEST);
  }

  #onAnswer(answer: Answer): void {
    const task = this.#underWay;
    if (task === undefined) return;
    this.#underWay = undefined;
    this.#next();
    if (typeof answer === "number") task.finish(null, answer);
    else if ("error" in answer) task.finish(Object.assign(new Error(answer.error.message), answer.error), undefined);
    else task.finish(null, answer.value);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const tasks = [...(this.#underWay === undefined ? [] : [this.#underWay]), ...this.#queue.splice(0)];
    this.#underWay = undefined;
    for (const { finish } of tasks) finish(this.#failure, undefined);
  }
}
