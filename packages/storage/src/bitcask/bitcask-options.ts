import type { Crc32 } from "../crc32.js";
import type { Disk } from "../disk.js";
import type { IdentityOf } from "./key-hash.js";

export interface BitcaskOptions {
  readonly disk: Disk;
  /** Belongs to the engine alone; the directory that holds it exists. */
  readonly directory: string;
  readonly crc32: Crc32;
  /** A whole number of 32 bits by chance. */
  readonly random: () => number;
  /** Calls back soon, but not inside the call. */
  readonly defer: (run: () => void) => void;
  /** For the records' timestamps, in milliseconds. */
  readonly now: () => number;
  /** This program and its version in at most 64 ASCII characters, for whoever can not read its files. */
  readonly writer: string;
  /** A data file is closed, and the next one begun, before it grows beyond this; a single record may be larger. */
  readonly fileBytes: number;
  /** What a tombstone's key and those of the older records that it ends have in common; all of the key without this. */
  readonly identityOf?: IdentityOf;
}
