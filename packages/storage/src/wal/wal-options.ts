import type { Configuration, Entry } from "@keyval/raft";
import type { Crc32 } from "../crc32.js";
import type { Disk } from "../disk.js";
import type { Reserve } from "../reserve/reserve.js";

export interface WalOptions {
  readonly disk: Disk;
  /** Belongs to the log alone; the directory that holds it exists. */
  readonly directory: string;
  readonly crc32: Crc32;
  /** A whole number of 32 bits by chance. */
  readonly random: () => number;
  /** Calls back soon, but not inside the call. */
  readonly defer: (run: () => void) => void;
  readonly raft: RaftFunctions;
  /** This program and its version in at most 64 ASCII characters, for whoever can not read its files. */
  readonly writer: string;
  /**
   * What a segment takes of the disk, in whole sectors: 16 MiB is a good size, for recovery holds three of them in memory.
   * The first one of a new log may be smaller.
   */
  readonly segmentBytes: number;
  readonly firstSegmentBytes: number;
  /** Instead of the usual `LOOK_AHEAD_BYTES`, in whole sectors: the same for whoever writes and whoever recovers. */
  readonly lookAheadBytes?: number;
  /** Space that is not the log's to take: while some of it is given up, no file is added. */
  readonly reserve?: Reserve;
  /** There is no room for another segment, or there is again. Appends wait once the last segment is full. */
  readonly spaceChanged: (hasSpace: boolean) => void;
}

/** What the log needs of the core's code, of which this package knows only the types. */
export interface RaftFunctions {
  readonly encodeConfiguration: (configuration: Configuration) => Uint8Array;
  readonly decodeConfiguration: (bytes: Uint8Array) => Configuration;
  readonly entryBytes: (entry: Entry) => number;
}
