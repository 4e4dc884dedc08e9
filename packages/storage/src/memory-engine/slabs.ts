import { RECORD_HEADER_BYTES } from "../bitcask/record.js";
import type { EngineRecord } from "../engine/engine.js";

/** Several records share memory of this size: an array of its own for each would cost the collector more than the record. */
const SLAB_BYTES = 2048;

/** What is larger has memory of its own, so that no record keeps much more alive than it is. */
const SHARING_BYTES_MAX = SLAB_BYTES / 4;

/** A record in memory: its key begins at `start` of a slab and ends where its value begins. */
export interface MemoryRecord {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
  readonly isTombstone: boolean;
  readonly timestamp: number;
}

/** Where records are copied to. A slab goes when none of its records is needed any more. */
export class Slabs {
  #slab = new Uint8Array(SLAB_BYTES);
  #used = 0;

  add(key: Uint8Array, value: Uint8Array | undefined, timestamp: number): MemoryRecord {
    const length = key.length + (value?.length ?? 0);
    const isAlone = length > SHARING_BYTES_MAX;
    if (!isAlone && this.#used + length > SLAB_BYTES) {
      this.#slab = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const slab = isAlone ? new Uint8Array(length) : this.#slab;
    const start = isAlone ? 0 : this.#used;
    const valueStart = start + key.length;
    slab.set(key, start);
    if (value !== undefined) slab.set(value, valueStart);
    if (!isAlone) this.#used += length;
    return { slab, start, valueStart, end: start + length, isTombstone: value === undefined, timestamp };
  }
}

/** The record as its engine's owner sees it, without a copy. */
export function shown({ slab, start, valueStart, end, isTombstone, timestamp }: MemoryRecord): EngineRecord {
  return { key: slab.subarray(start, valueStart), value: slab.subarray(valueStart, end), isTombstone, timestamp };
}

/** As a file would have it. */
export function recordSize({ start, end }: MemoryRecord): number {
  return RECORD_HEADER_BYTES + end - start;
}
