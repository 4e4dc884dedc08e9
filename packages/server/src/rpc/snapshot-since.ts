import { SnapshotSinceResponse, type SnapshotSinceRequest } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { BackupPieces } from "@keyval/storage";
import type { StreamSink } from "./call.js";
import { SnapshotSession, type SnapshotOptions } from "./snapshot.js";

export interface SnapshotSinceOptions extends Pick<SnapshotOptions, "createDigest"> {
  readonly takeIncrement: (request: SnapshotSinceRequest) => BackupPieces | Refusal;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
}

/** The service Snapshot: backups of what has changed. */
export class SnapshotHandlers {
  readonly #options: SnapshotSinceOptions;

  constructor(options: SnapshotSinceOptions) {
    this.#options = options;
  }

  /** Undefined, and the call refused, if it can not be told. */
  since(request: SnapshotSinceRequest, sink: StreamSink): SnapshotSession | undefined {
    const { takeIncrement, createDigest, later } = this.#options;
    const value = takeIncrement(request);
    if (value instanceof Refusal) {
      sink.fail(value.error);
      return undefined;
    }
    const takeBackup: SnapshotOptions["takeBackup"] = (done) => {
      later(() => {
        done({ error: undefined, value });
      });
    };
    const encode = (blob: Uint8Array): Uint8Array => SnapshotSinceResponse.encode({ blob });
    const session = new SnapshotSession({ takeBackup, createDigest, encode }, sink);
    session.start();
    return session;
  }
}
