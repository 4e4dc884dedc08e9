/** Keys from `first` to before `end`, or to the last key of all. */
export interface KeyRange {
  readonly first: Uint8Array;
  readonly end: Uint8Array | undefined;
}

/** As requests name ranges: without an end it is one key, and an end of one zero byte is none. */
export function keyRangeOf(key: Uint8Array, rangeEnd: Uint8Array): KeyRange {
  if (rangeEnd.length === 0) return { first: key, end: keyAfter(key) };
  return { first: key, end: isOpenEnd(rangeEnd) ? undefined : rangeEnd };
}

export function isOpenEnd(rangeEnd: Uint8Array): boolean {
  return rangeEnd.length === 1 && rangeEnd[0] === 0;
}

/** The least key that is greater. */
function keyAfter(key: Uint8Array): Uint8Array {
  const after = new Uint8Array(key.length + 1);
  after.set(key);
  return after;
}
