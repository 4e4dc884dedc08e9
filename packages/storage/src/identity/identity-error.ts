/**
 * - `FOREIGN`: no data directory of KeyVal, or that of another cluster or member;
 * - `FUTURE`: written by a version that this one does not know;
 * - `DAMAGED`: the file is not as it was written.
 */
export type IdentityErrorCode = "FOREIGN" | "FUTURE" | "DAMAGED";

/** A data directory must not be used, and the message says why and what to do. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
