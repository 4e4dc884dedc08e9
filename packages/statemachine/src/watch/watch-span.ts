import { textOfKey } from "../key-text.js";

/** The keys from `first` up to, and not including, `end`, as text of one character per byte. */
export interface WatchSpan {
  readonly first: string;
  readonly end: string;
}

/** Behind every key: no byte is that great. */
const AFTER_ALL_KEYS = "\u0100";

/**
 * What a client asks to watch; undefined if there is no such key. An empty key is the first one that there can be, and an
 * end of one zero byte means all keys from the first one on.
 */
export function watchSpanOf(key: Uint8Array, rangeEnd: Uint8Array): WatchSpan | undefined {
  const first = key.length === 0 ? "\0" : textOfKey(key);
  if (rangeEnd.length === 0) return { first, end: keyAfter(first) };
  const isOpen = rangeEnd.length === 1 && rangeEnd[0] === 0;
  const end = isOpen ? AFTER_ALL_KEYS : textOfKey(rangeEnd);
  return first < end ? { first, end } : undefined;
}

export function isSingleKey({ first, end }: WatchSpan): boolean {
  return end === keyAfter(first);
}

function keyAfter(first: string): string {
  return `${first}\0`;
}
