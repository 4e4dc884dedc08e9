import type { Next } from "./in-order.js";
import type { LogScan } from "./log-scan.js";
import type { Segment } from "./segment.js";

/**
 * Hands the segments to the scan in order, each with all its bytes. While one is scanned the next is being read, and what
 * the scan does not keep is read into again: the system takes as long to give fresh memory as to fill it.
 */
export class SegmentReader {
  readonly #segments: readonly Segment[];
  readonly #scan: LogScan;
  readonly #done: Next;
  readonly #spare: Uint8Array[] = [];
  #next = 0;
  #failure: Error | undefined;

  constructor(segments: readonly Segment[], scan: LogScan, done: Next) {
    this.#segments = segments;
    this.#scan = scan;
    this.#done = done;
    if (!this.#read()) done();
  }

  /** Whether there is a segment left to read. */
  #read(): boolean {
    const segment = this.#segments[this.#next++];
    if (segment === undefined) return false;
    const { capacity } = segment;
    const known = this.#spare.pop();
    const memory = known !== undefined && known.length >= capacity ? known : new Uint8Array(capacity);
    segment.file.read(0, memory.subarray(0, capacity), ({ error, value: length }) => {
      if (error === undefined) this.#onRead(segment, memory, length);
      else this.#done(this.#failure ?? error);
    });
    return true;
  }

  #onRead(segment: Segment, memory: Uint8Array, length: number): void {
    if (this.#failure !== undefined) {
      this.#done(this.#failure);
      return;
    }
    const isLast = !this.#read();
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
