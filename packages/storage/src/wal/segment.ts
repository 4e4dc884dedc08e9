import type { File } from "../disk.js";
import type { ReadHeader } from "./segment-header.js";

/** One life of a file of the log. */
export interface Segment extends ReadHeader {
  readonly file: File;
  /** How many places with entries that are still needed there are in it, and about how many bytes those take. */
  places: number;
  kept: number;
  /** Reads under way: until they end the file must not be used for anything else. */
  reads: number;
  /** Called with the last of them, once nothing else needs the segment. */
  retire: (() => void) | undefined;
}

export function createSegment(file: File, header: ReadHeader): Segment {
  return { ...header, file, places: 0, kept: 0, reads: 0, retire: undefined };
}
