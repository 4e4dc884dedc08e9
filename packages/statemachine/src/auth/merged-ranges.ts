import { compareKeys } from "../key-index/key-bytes.js";
import type { KeySet } from "../leases/attached-keys.js";
import { isOpenEnd, type KeyRange } from "../range/key-range.js";
import { oneKey, type RequestedKeys } from "./requested-keys.js";

/** Ranges that overlap or touch become one, so that a request is granted if a single one holds all of it. */
export class MergedRanges implements KeySet {
  /** In order, with gaps between them. */
  readonly #ranges: readonly KeyRange[];

  constructor(ranges: readonly KeyRange[]) {
    const merged: KeyRange[] = [];
    for (const range of ranges.toSorted((a, b) => compareKeys(a.first, b.first))) {
      const last = merged.at(-1);
      if (last === undefined || isBehind(range.first, last)) merged.push(range);
      else merged[merged.length - 1] = { first: last.first, end: laterEnd(last.end, range.end) };
    }
    this.#ranges = merged;
  }

  has(key: Uint8Array): boolean {
    return this.covers(oneKey(key));
  }

  covers({ key, rangeEnd }: RequestedKeys): boolean {
    const range = this.#lastStartingAtOrBefore(key);
    if (range === undefined) return false;
    if (range.end === undefined) return true;
    if (isOpenEnd(rangeEnd) || compareKeys(key, range.end) >= 0) return false;
    return rangeEnd.length === 0 || compareKeys(rangeEnd, range.end) <= 0;
  }

  #lastStartingAtOrBefore(key: Uint8Array): KeyRange | undefined {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const range = this.#ranges[middle];
      if (range !== undefined && compareKeys(range.first, key) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.#ranges[low - 1];
  }
}

/** Whether there is a gap between the end of the range and the key. */
function isBehind(key: Uint8Array, { end }: KeyRange): boolean {
  return end !== undefined && compareKeys(end, key) < 0;
}

function laterEnd(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  if (a === undefined || b === undefined) return undefined;
  return compareKeys(a, b) < 0 ? b : a;
}
