import type { Crc32 } from "../crc32.js";
import type { Next } from "./in-order.js";
import type { LogScan } from "./log-scan.js";
import { SegmentExtent } from "./segment-extent.js";
import type { Segment } from "./segment.js";

/** One of them may hold the log's end, or be prepared for what comes behind it; those before are full. */
const PARTLY_USED = 2;

export interface ReaderOptions {
  readonly crc32: Crc32;
  readonly lookAheadBytes: number;
}

/** A segment, as far as it is read. */
interface Loading {
  readonly segment: Segment;
  readonly memory: Uint8Array;
  /** Undefined if all of it is wanted. */
  readonly extent: SegmentExtent | undefined;
  length: number;
}

/**
 * Hands the segments to the scan in order, each with all its bytes, or as many as matter. While one is scanned the next is
 * being read, and what the scan does not keep is read into again: the system takes as long to give fresh memory as to fill
 * it.
 */
export class SegmentReader {
  readonly #segments: readonly Segment[];
  readonly #scan: LogScan;
  readonly #options: ReaderOptions;
  readonly #done: Next;
  readonly #spare: Uint8Array[] = [];
  #next = 0;
  #failure: Error | undefined;

  constructor(segments: readonly Segment[], scan: LogScan, options: ReaderOptions, done: Next) {
    this.#segments = segments;
    this.#scan = scan;
    this.#options = options;
    this.#done = done;
    if (!this.#begin()) done();
  }

  /** Whether there is a segment left to read. */
  #begin(): boolean {
    const number = this.#next++;
    const segment = this.#segments[number];
    if (segment === undefined) return false;
    const known = this.#spare.pop();
    const memory = known !== undefined && known.length >= segment.capacity ? known : new Uint8Array(segment.capacity);
    const { crc32, lookAheadBytes } = this.#options;
    const isPartlyUsed = number >= this.#segments.length - PARTLY_USED;
    const extent = isPartlyUsed ? new SegmentExtent(segment, crc32, lookAheadBytes) : undefined;
    this.#read({ segment, memory, extent, length: 0 });
    return true;
  }

  #read(loading: Loading): void {
    const { segment, memory, extent, length } = loading;
    const wanted = extent === undefined ? segment.capacity : 2 * this.#options.lookAheadBytes;
    const target = memory.subarray(length, Math.min(length + wanted, segment.capacity));
    segment.file.read(length, target, ({ error, value: count }) => {
      if (error !== undefined) {
        this.#done(this.#failure ?? error);
        return;
      }
      loading.length += count;
      const isAll = count < target.length || loading.length === segment.capacity;
      if (isAll || extent?.isEnough(memory.subarray(0, loading.length), this.#scan.mayBeginLarge) === true) {
        this.#onLoaded(loading);
      } else {
        this.#read(loading);
      }
    });
  }

  #onLoaded({ segment, memory, length }: Loading): void {
    if (this.#failure !== undefined) {
      this.#done(this.#failure);
      return;
    }
    const isLast = !this.#begin();
    const bytes = memory.subarray(0, length);
    try {
      this.#scan.add(segment, bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      this.#failure = error;
    }
    if (!this.#scan.keeps(bytes)) this.#spare.push(memory);
    if (isLast) this.#done(this.#failure);
  }
}
