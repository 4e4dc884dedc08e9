import type { Crc32 } from "../crc32.js";
import type { Disk, File } from "../disk.js";
import { SNAPSHOT_CHUNK_BYTES } from "../limits.js";
import type { LogDone } from "../log.js";
import type { Next } from "../wal/in-order.js";
import { checksumOf } from "./check-file.js";
import type { SnapshotFile } from "./manifest.js";
import { SnapshotError } from "./snapshot-error.js";

export interface FileSupply {
  readonly disk: Disk;
  readonly crc32: Crc32;
  /** Brings at least one byte, and at most `length`. */
  readonly fetch: (position: number, length: number, done: LogDone<Uint8Array>) => void;
}

/**
 * Receives a file to its place, and makes its bytes durable. What an earlier attempt left there is kept if it turns out to be right in
 * the end. While one piece is written the next is fetched: two of them are in memory.
 */
export function receiveFile(supply: FileSupply, wanted: SnapshotFile, done: Next): void {
  supply.disk.open(wanted.path, "any", ({ error, value: file }) => {
    if (error === undefined) new FileReceiver(supply, wanted, file, done);
    else done(error);
  });
}

class FileReceiver {
  readonly #supply: FileSupply;
  readonly #wanted: SnapshotFile;
  readonly #file: File;
  readonly #done: Next;
  #checksum = 0;
  /** Up to here the bytes are written, or being written. */
  #position = 0;
  #isWriting = false;
  #isFetching = false;
  /** A piece that came while the one before was being written. */
  #fetched: Uint8Array | undefined;
  /** Some of the bytes stem from an earlier attempt. */
  #isResumed = false;
  #failure: Error | undefined;

  constructor(supply: FileSupply, wanted: SnapshotFile, file: File, done: Next) {
    this.#supply = supply;
    this.#wanted = wanted;
    this.#file = file;
    this.#done = done;
    this.#resume();
  }

  #resume(): void {
    const { length } = this.#wanted;
    this.#file.size(({ error, value: size }) => {
      if (error !== undefined) {
        this.#end(error);
      } else if (size === 0 || size > length) {
        this.#restart();
      } else {
        checksumOf(this.#file, size, this.#supply.crc32, (error, found) => {
          this.#position = found.length;
          this.#checksum = found.checksum;
          this.#isResumed = true;
          if (error === undefined) this.#step();
          else this.#end(error);
        });
      }
    });
  }

  #restart(): void {
    this.#file.truncate(0, ({ error }) => {
      this.#position = this.#checksum = 0;
      this.#isResumed = false;
      if (error === undefined) this.#step();
      else this.#end(error);
    });
  }

  /** Does what can be done now. */
  #step(): void {
    if (this.#failure !== undefined) {
      if (!this.#isWriting && !this.#isFetching) this.#end(this.#failure);
      return;
    }
    if (this.#fetched !== undefined && !this.#isWriting) this.#write(this.#fetched);
    const next = this.#position + (this.#fetched?.length ?? 0);
    if (!this.#isFetching && this.#fetched === undefined && next < this.#wanted.length) this.#fetch(next);
    const isComplete = this.#position === this.#wanted.length && !this.#isWriting;
    if (isComplete) this.#complete();
  }

  #fetch(position: number): void {
    this.#isFetching = true;
    const length = Math.min(SNAPSHOT_CHUNK_BYTES, this.#wanted.length - position);
    this.#supply.fetch(position, length, ({ error, value: bytes }) => {
      this.#isFetching = false;
      if (error !== undefined) this.#failure = error;
      else if (bytes.length === 0 || bytes.length > length) this.#failure = this.#damage("ends before its time");
      else this.#fetched = bytes;
      this.#step();
    });
  }

  #write(bytes: Uint8Array): void {
    this.#fetched = undefined;
    this.#isWriting = true;
    this.#checksum = this.#supply.crc32(bytes, this.#checksum);
    const position = this.#position;
    this.#position += bytes.length;
    this.#file.write(position, [bytes], ({ error }) => {
      this.#isWriting = false;
      this.#failure ??= error;
      this.#step();
    });
  }

  #complete(): void {
    if (this.#checksum === this.#wanted.checksum) {
      this.#file.sync(({ error }) => (error === undefined ? this.#end(error) : this.#forsake(error)));
    } else if (this.#isResumed) {
      this.#restart();
    } else {
      this.#file.truncate(0, () => this.#end(this.#damage("does not have its checksum where it comes from")));
    }
  }

  /** What could not be made durable may be gone although it can still be read: no later attempt may find it here. */
  #forsake(error: Error): void {
    this.#supply.disk.remove(this.#wanted.path, () => this.#end(error));
  }

  #damage(what: string): SnapshotError {
    const { origin, id } = this.#wanted;
    return new SnapshotError("DAMAGED", `file ${id} of ${origin}`, `${what}: fetch the snapshot from another member`);
  }

  #end(error: Error | undefined): void {
    this.#file.close(() => this.#done(error));
  }
}
