/** The end of a range that goes on to the last key, and the first key there is. */
export const OPEN_END = Uint8Array.of(0);
export const FIRST_KEY = Uint8Array.of(0);

export function isOpenEnd(end: Uint8Array): boolean {
  return end.length === 1 && end[0] === 0;
}

/** The end of the range of all keys that begin with the prefix. */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  const last = prefix.findLastIndex((byte) => byte < 0xff);
  if (last === -1) return OPEN_END;
  const end = new Uint8Array(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}
