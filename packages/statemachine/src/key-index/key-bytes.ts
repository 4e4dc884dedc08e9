/** Four bytes as a number whose order is theirs; from `end` on there are zeros. */
export function wordOf(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) {
    return (
      (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>>
      0
    );
  }
  let word = 0;
  for (let i = 0; i < 4; i++) word = word * 256 + (at + i < end ? (bytes[at + i] ?? 0) : 0);
  return word;
}

/** Negative if `a` comes first, positive if `b` does, 0 if they are the same. */
export function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, b.length);
}

/** The same for a key that stands among other bytes, and one at the beginning of others. */
export function compareBytes(a: Uint8Array, start: number, length: number, b: Uint8Array, bLength: number): number {
  const common = Math.min(length, bLength);
  for (let i = 0; i < common; i++) {
    const difference = (a[start + i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return length - bLength;
}

/** Spreads keys over 32 bits. Somebody who looks for keys of one hash finds them: nothing may come to depend on how many have it. */
export function hashOf(key: Uint8Array): number {
  const { length } = key;
  let hash = length;
  for (let at = 0; at < length; at += 4) {
    hash = Math.imul(hash ^ wordOf(key, at, length), 0xcc9e2d51);
    hash = (hash << 15) | (hash >>> 17);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
