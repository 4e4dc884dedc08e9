import type { Crc32 } from "../crc32.js";
import { SECTOR_BYTES } from "../limits.js";
import { announcesLarge, batchBytes, type BatchHeader, peekBatch } from "./batch-header.js";
import { isEnd } from "./end-mark.js";
import type { Segment } from "./segment.js";

/**
 * Tells how much of a segment has to be read: behind a valid end mark, and as far as the next batch may reach that is not
 * announced, there is no trace of another one. Whether batches are whole is not its business.
 */
export class SegmentExtent {
  readonly #segment: Segment;
  readonly #crc32: Crc32;
  readonly #lookAheadBytes: number;
  /** Behind the last batch that was seen. */
  #offset = SECTOR_BYTES;
  #last: BatchHeader | undefined;

  constructor(segment: Segment, crc32: Crc32, lookAheadBytes: number) {
    this.#segment = segment;
    this.#crc32 = crc32;
    this.#lookAheadBytes = lookAheadBytes;
  }

  /** Whether these first bytes of the segment are enough; they are more at each call. */
  isEnough(bytes: Uint8Array, mayBeginLarge: boolean): boolean {
    this.#passBatches(bytes);
    const last = this.#last;
    const isLargeNext = last === undefined ? mayBeginLarge : announcesLarge(last);
    if (isLargeNext || this.#offset + this.#lookAheadBytes + SECTOR_BYTES > bytes.length) return false;
    if (!isEnd(bytes, this.#offset, last?.sequence ?? 0, this.#segment, this.#crc32)) return false;
    return !this.#hasTrace(bytes);
  }

  #passBatches(bytes: Uint8Array): void {
    for (;;) {
      const header = peekBatch(bytes, this.#offset, this.#segment);
      if (header === undefined || (this.#last !== undefined && header.sequence !== this.#last.sequence + 1)) return;
      this.#last = header;
      this.#offset += batchBytes(header.length);
    }
  }

  #hasTrace(bytes: Uint8Array): boolean {
    const end = this.#offset + this.#lookAheadBytes;
    for (let at = this.#offset + SECTOR_BYTES; at <= end; at += SECTOR_BYTES) {
      if (peekBatch(bytes, at, this.#segment) !== undefined) return true;
    }
    return false;
  }
}
