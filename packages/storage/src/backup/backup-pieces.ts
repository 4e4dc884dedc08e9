import type { LogDone } from "../log.js";

/** The bytes of a backup as they are sent, one piece after the other. */
export interface BackupPieces {
  /** How many are still to come; 0 also where nobody knows. */
  readonly left: number;
  /** At least one byte, and at most `length`; undefined at the end. One call at a time. */
  next(length: number, done: LogDone<Uint8Array | undefined>): void;
  /** Nothing more is asked for: what was kept for it may go. */
  release(): void;
}
