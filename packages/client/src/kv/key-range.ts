import { type Bytes, toBytes } from "./bytes.js";

/** One key, or all keys from one on up to another. */
export interface KeyRange {
  readonly start: Uint8Array;
  /** `one`: only the key `start`; `open`: without an end; otherwise the first key behind the range. */
  readonly end: "one" | "open" | Uint8Array;
}

/** Wherever a range is asked for, a key stands for itself. */
export type Keys = Bytes | KeyRange;

/** All keys that begin so. */
export function prefix(start: Bytes): KeyRange {
  const bytes = toBytes(start);
  return { start: bytes, end: prefixEnd(bytes) };
}

/** All keys from one on. */
export function from(start: Bytes): KeyRange {
  return { start: toBytes(start), end: "open" };
}

/** All keys from one on up to, not including, another. */
export function between(start: Bytes, end: Bytes): KeyRange {
  return { start: toBytes(start), end: toBytes(end) };
}

/** All keys. */
export function everything(): KeyRange {
  return { start: new Uint8Array(0), end: "open" };
}

export function toRange(keys: Keys): KeyRange {
  return typeof keys === "string" || keys instanceof Uint8Array ? { start: toBytes(keys), end: "one" } : keys;
}

/** The first key behind all that begin so: the next number, if the bytes are read as one. */
export function prefixEnd(start: Uint8Array): Uint8Array | "open" {
  const last = start.findLastIndex((byte) => byte < 0xff);
  if (last < 0) return "open";
  const end = start.slice(0, last + 1);
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
