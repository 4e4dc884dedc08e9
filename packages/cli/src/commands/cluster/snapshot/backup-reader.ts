import { type FileHandle, open } from "node:fs/promises";
import { type BackupFile, DiskError, type DiskOperation, type Done } from "@keyval/storage";
import { Failure } from "../../../frame/failure.js";

interface BackupReaderOptions {
  /** Called with how many more bytes were read. */
  readonly progress: (bytes: number) => void;
  /** Once it is aborted, every call fails. */
  readonly signal: AbortSignal;
}

/** A backup in a file that is not changed, and need not be one that may be. */
export class BackupReader implements BackupFile, AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #options: BackupReaderOptions;

  private constructor(path: string, handle: FileHandle, options: BackupReaderOptions) {
    this.path = path;
    this.#handle = handle;
    this.#options = options;
  }

  static async open(path: string, options: BackupReaderOptions): Promise<BackupReader> {
    const handle = await open(path, "r").catch((error: unknown) => {
      throw new Failure((error as Error).message, undefined, "Name a file that 'kvctl snapshot save' wrote.");
    });
    return new BackupReader(path, handle, options);
  }

  size(done: Done<number>): void {
    this.#answer(
      "size",
      this.#handle.stat().then(({ size }) => size),
      done,
    );
  }

  read(position: number, target: Uint8Array, done: Done<number>): void {
    this.#answer("read", this.#read(position, target), done);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  /** As much as there is: the system may give less than it was asked for. */
  async #read(position: number, target: Uint8Array): Promise<number> {
    let length = 0;
    while (length < target.length) {
      this.#options.signal.throwIfAborted();
      const { bytesRead } = await this.#handle.read(target, length, target.length - length, position + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    this.#options.progress(length);
    return length;
  }

  #answer(operation: DiskOperation, outcome: Promise<number>, done: Done<number>): void {
    outcome.then(
      (value) => {
        done({ error: undefined, value });
      },
      (error: unknown) => {
        done({ error: new DiskError("EIO", operation, this.path, (error as Error).message, error as Error) });
      },
    );
  }
}
