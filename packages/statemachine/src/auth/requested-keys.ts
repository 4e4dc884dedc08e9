import { NO_BYTES } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";
import { isOpenEnd } from "../range/key-range.js";

/** Keys as requests and permissions name them: one key, or all from `key` up to `rangeEnd`, which is not among them. */
export interface RequestedKeys {
  readonly key: Uint8Array;
  /** Empty for the one key; a single zero byte for all keys from `key` on. */
  readonly rangeEnd: Uint8Array;
}

export function oneKey(key: Uint8Array): RequestedKeys {
  return { key, rangeEnd: NO_BYTES };
}

/** Whether a permission may be on these keys: there must be some. */
export function isGrantable({ key, rangeEnd }: RequestedKeys): boolean {
  if (key.length === 0) return false;
  return rangeEnd.length === 0 || isOpenEnd(rangeEnd) || compareKeys(key, rangeEnd) < 0;
}
