import { NO_BYTES } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";

/** Keys as requests and permissions name them: one key, or all from `key` up to `rangeEnd`, which is not among them. */
export interface RequestedKeys {
  readonly key: Uint8Array;
  /** Empty for the one key; a single zero byte for all keys from `key` on. */
  readonly rangeEnd: Uint8Array;
}

/** All keys from `first` up to `end`, which is not among them; without an end, all from `first` on. */
export interface KeyRange {
  readonly first: Uint8Array;
  readonly end: Uint8Array | undefined;
}

export function oneKey(key: Uint8Array): RequestedKeys {
  return { key, rangeEnd: NO_BYTES };
}

export function isOpenEnd(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0;
}

export function rangeOf({ key, rangeEnd }: RequestedKeys): KeyRange {
  if (isOpenEnd(rangeEnd)) return { first: key, end: undefined };
  return { first: key, end: rangeEnd.length === 0 ? keyAfter(key) : rangeEnd };
}

/** Whether a permission may be on these keys: there must be some. */
export function isGrantable({ key, rangeEnd }: RequestedKeys): boolean {
  if (key.length === 0) return false;
  return rangeEnd.length === 0 || isOpenEnd(rangeEnd) || compareKeys(key, rangeEnd) < 0;
}

/** The first key behind this one. */
function keyAfter(key: Uint8Array): Uint8Array {
  const after = new Uint8Array(key.length + 1);
  after.set(key);
  return after;
}
