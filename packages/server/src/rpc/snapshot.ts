import type { ErrorName } from "@keyval/api";
import type { BackupPieces, Digest, EngineDone } from "@keyval/storage";
import type { StreamSink } from "./call.js";
import { IncrementEnded } from "./take-increment.js";

export interface SnapshotOptions {
  /** Undefined if the process stops. */
  readonly takeBackup: (done: EngineDone<BackupPieces | undefined>) => void;
  readonly createDigest: () => Digest;
  /** A message that says how much is left behind it. */
  readonly encode: (blob: Uint8Array, left: number) => Uint8Array;
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
  #source: BackupPieces | undefined;
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
    this.#isReading = true;
    source.next(BLOB_BYTES, ({ error, value: blob }) => {
      this.#isReading = false;
      if (this.#isClosed) this.#release();
      else if (error !== undefined) this.#fail(error);
      else if (blob === undefined) this.#end();
      else this.#send(blob, source.left);
    });
  }

  #send(blob: Uint8Array, left: number): void {
    this.#digest.update(blob);
    this.#isPaused = !this.#sink.send(this.#options.encode(blob, left));
    this.#next();
  }

  #end(): void {
    this.#release();
    this.#sink.send(this.#options.encode(this.#digest.digest(), 0));
    this.#sink.end();
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

/** A snapshot of another member took the store's place, or the disk can not be read, unless the error says more. */
function reasonOf(error: Error): ErrorName {
  if (error instanceof IncrementEnded) return error.reason;
  return error.name === "EngineStopped" ? "storeReplaced" : "corrupt";
}
