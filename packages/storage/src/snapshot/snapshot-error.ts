/**
 * - `DAMAGED`: bytes do not have their checksum;
 * - `FOREIGN`: no manifest of a snapshot;
 * - `FUTURE`: written by a version that this one does not know;
 * - `UNLINKED`: an increment without what it goes on from.
 */
export type SnapshotErrorCode = "DAMAGED" | "FOREIGN" | "FUTURE" | "UNLINKED";

/** A snapshot, or the part of it that is named, can not be used. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
  readonly code: SnapshotErrorCode;
  readonly file: string;

  constructor(code: SnapshotErrorCode, file: string, what: string) {
    super(`${file}: ${what}`);
    this.code = code;
    this.file = file;
  }
}
