import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { type Disk, DiskError, type File } from "../disk.js";
import type { EngineDone } from "../engine/engine.js";
import { WRITE_BYTES } from "../limits.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { viewOf } from "./record.js";

/** A piece that is full, or cut by a flush: it does not change any more. */
interface Piece {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly length: number;
}

type AppendOptions = Pick<BitcaskOptions, "disk" | "crc32" | "defer" | "fileBytes">;

interface Waiter {
  readonly upTo: number;
  readonly done: EngineDone;
}

/**
 * A file that is appended to in memory and written behind, in order, one write at a time. What is not written yet is read
 * from memory. A write that finds no space is tried again by the next flush; any other failure is final.
 */
export class AppendFile {
  readonly path: string;
  readonly #disk: Disk;
  readonly #crc32: Crc32;
  readonly #defer: (run: () => void) => void;
  readonly #pieceBytes: number;
  #file: File | undefined;
  /** What appends go into; undefined while nothing waits in it. */
  #bytes: Uint8Array | undefined;
  #view = viewOf(new Uint8Array(0));
  /** Where in the file it begins, and how much of it is used. */
  #start = 0;
  #used = 0;
  #pieces: Piece[] = [];
  #spare: Uint8Array | undefined;
  #written = 0;
  #checksum = 0;
  #isBusy = false;
  #failure: Error | undefined;
  #waiters: Waiter[] = [];
  /** What waits for the file to be closed. */
  #close: (() => void) | undefined;
  #isClosed = false;

  constructor(path: string, { disk, crc32, defer, fileBytes }: AppendOptions) {
    this.path = path;
    this.#disk = disk;
    this.#crc32 = crc32;
    this.#defer = defer;
    this.#pieceBytes = Math.min(WRITE_BYTES, fileBytes);
  }

  get length(): number {
    return this.#start + this.#used;
  }

  /** Up to here the file on the disk holds what was appended. */
  get written(): number {
    return this.#written;
  }

  /** What a write failed with for good. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get file(): File | undefined {
    return this.#file;
  }

  /** Room for the next bytes, in one piece: they are to be put into `bytes` at once. Gives where in the piece they begin. */
  take(count: number): number {
    if (this.#bytes === undefined || this.#used + count > this.#bytes.length) this.#nextPiece(count);
    const at = this.#used;
    this.#used += count;
    return at;
  }

  /** The piece that `take` made room in. */
  get bytes(): Uint8Array {
    assert(this.#bytes !== undefined, "room was taken");
    return this.#bytes;
  }

  get view(): DataView {
    return this.#view;
  }

  append(bytes: Uint8Array): void {
    const at = this.take(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** The bytes from a position to the end of the piece that they are in, if they are in memory. */
  inMemory(position: number): Uint8Array | undefined {
    if (position < this.#written || position >= this.length) return undefined;
    if (position >= this.#start) return this.#bytes?.subarray(position - this.#start, this.#used);
    const piece = this.#pieces.find((piece) => position < piece.position + piece.length);
    return piece?.bytes.subarray(position - piece.position, piece.length);
  }

  /** Ends the current piece; gives the checksum of all bytes so far. */
  cut(): number {
    if (this.#bytes !== undefined && this.#used > 0) {
      const piece = { position: this.#start, bytes: this.#bytes, length: this.#used };
      this.#pieces.push(piece);
      this.#checksum = this.#crc32(piece.bytes.subarray(0, piece.length), this.#checksum);
      this.#start += this.#used;
      this.#used = 0;
      this.#bytes = undefined;
    }
    this.#pump();
    return this.#checksum;
  }

  /** Answers once all that was appended is written. */
  flush(done: EngineDone): void {
    if (this.#failure !== undefined) {
      const error = this.#failure;
      this.#defer(() => done({ error }));
      return;
    }
    if (this.#written === this.length && this.#file !== undefined) {
      this.#defer(() => done({ error: undefined, value: undefined }));
      return;
    }
    this.#waiters.push({ upTo: this.length, done });
    this.cut();
  }

  /** Ends the use of the file, once the call under way has ended. What is not written by then stays unwritten. */
  close(done: () => void): void {
    this.#close = done;
    if (!this.#isBusy) this.#closeNow();
  }

  #closeNow(): void {
    const done = this.#close;
    if (done === undefined || this.#isClosed) return;
    this.#isClosed = true;
    if (this.#file === undefined) this.#defer(done);
    else this.#file.close(done);
  }

  #nextPiece(count: number): void {
    this.cut();
    const spare = count <= this.#pieceBytes ? this.#spare : undefined;
    if (spare !== undefined) this.#spare = undefined;
    this.#bytes = spare ?? new Uint8Array(Math.max(count, this.#pieceBytes));
    this.#view = viewOf(this.#bytes);
  }

  #pump(): void {
    if (this.#isBusy || this.#failure !== undefined) return;
    if (this.#close !== undefined) {
      this.#closeNow();
      return;
    }
    const file = this.#file;
    if (file === undefined) {
      this.#open();
      return;
    }
    const pieces = [...this.#pieces];
    const [first] = pieces;
    if (first === undefined) return;
    this.#isBusy = true;
    const chunks = pieces.map(({ bytes, length }) => bytes.subarray(0, length));
    file.write(first.position, chunks, ({ error }) => {
      this.#isBusy = false;
      if (error === undefined) this.#wrote(pieces);
      else this.#failed(error);
    });
  }

  #open(): void {
    this.#isBusy = true;
    this.#disk.open(this.path, "new", ({ error, value: file }) => {
      this.#isBusy = false;
      if (error !== undefined) {
        this.#failed(error);
        return;
      }
      this.#file = file;
      this.#answer();
      this.#pump();
    });
  }

  #wrote(pieces: readonly Piece[]): void {
    for (const { bytes, length } of pieces) {
      this.#written += length;
      if (bytes.length === this.#pieceBytes) this.#spare ??= bytes;
    }
    this.#pieces = this.#pieces.slice(pieces.length);
    this.#answer();
    this.#pump();
  }

  #answer(): void {
    const ready = this.#waiters.filter(({ upTo }) => upTo <= this.#written);
    this.#waiters = this.#waiters.filter(({ upTo }) => upTo > this.#written);
    for (const { done } of ready) done({ error: undefined, value: undefined });
  }

  /** Whoever waits is told; without space the pieces are kept for another try. */
  #failed(error: Error): void {
    if (!(error instanceof DiskError && error.code === "ENOSPC")) this.#failure = error;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { done } of waiters) done({ error });
    if (this.#close !== undefined) this.#closeNow();
  }
}
