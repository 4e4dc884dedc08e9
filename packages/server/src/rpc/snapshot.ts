import { SnapshotResponse, type ErrorName } from "@keyval/api";
import type { BackupSource, EngineDone } from "@keyval/storage";
import type { StreamSink } from "./call.js";

/** SHA-256, as it grows. */
export interface Digest {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

export interface SnapshotOptions {
  /** Undefined if the process stops. */
  readonly takeBackup: (done: EngineDone<BackupSource | undefined>) => void;
  readonly createDigest: () => Digest;
  /** Of etcd's storage, as its tools expect it. */
  readonly storageVersion: string;
}

/** As with etcd. */
const BLOB_BYTES = 32 * 1024;

/**
 * A backup on its way to a client, piece by piece as that takes it, and behind it its digest. Nothing but a piece is in
 * memory, and the files stay for it until it is closed.
 */
export class SnapshotSession {
  readonly #options: SnapshotOptions;
  readonly #sink: StreamSink;
  readonly #digest: Digest;
  #source: BackupSource | undefined;
  #position = 0;
  #isReading = false;
  #isPaused = false;
  #isClosed = false;

  constructor(options: SnapshotOptions, sink: StreamSink) {
    this.#options = options;
    this.#sink = sink;
    this.#digest = options.createDigest();
  }

  start(): void {
    this.#options.takeBackup(({ error, value: source }) => {
      if (error !== undefined) this.#fail(error);
      else if (source === undefined) this.#sink.fail("stopped");
      else if (this.#isClosed) source.release();
      else {
        this.#source = source;
        this.#next();
      }
    });
  }

  resume(): void {
    this.#isPaused = false;
    this.#next();
  }

  close(): void {
    this.#isClosed = true;
    // Who reads still has the files; the one who ends it lets them go.
    if (!this.#isReading) this.#release();
  }

  #next(): void {
    const source = this.#source;
    if (source === undefined || this.#isReading || this.#isPaused || this.#isClosed) return;
    if (this.#position === source.bytes) {
      this.#end();
      return;
    }
    this.#isReading = true;
    source.read(this.#position, BLOB_BYTES, ({ error, value: blob }) => {
      this.#isReading = false;
      if (this.#isClosed) this.#release();
      else if (error !== undefined) this.#fail(error);
      else this.#send(blob, source.bytes);
    });
  }

  #send(blob: Uint8Array, bytes: number): void {
    this.#position += blob.length;
    this.#digest.update(blob);
    this.#isPaused = !this.#sendBlob(blob, bytes - this.#position);
    this.#next();
  }

  #end(): void {
    this.#release();
    this.#sendBlob(this.#digest.digest(), 0);
    this.#sink.end();
  }

  #sendBlob(blob: Uint8Array, remainingBytes: number): boolean {
    const { storageVersion: version } = this.#options;
    return this.#sink.send(SnapshotResponse.encode({ blob, remainingBytes, version }));
  }

  #fail(error: Error): void {
    this.#release();
    this.#sink.fail(reasonOf(error));
  }

  #release(): void {
    this.#source?.release();
    this.#source = undefined;
  }
}

/** A snapshot of another member took the store's place, or the disk can not be read. */
function reasonOf({ name }: Error): ErrorName {
  return name === "EngineStopped" ? "storeReplaced" : "corrupt";
}
