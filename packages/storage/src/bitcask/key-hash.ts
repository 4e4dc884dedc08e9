/** Which part of a key says which key it is. */
export type IdentityOf = (key: Uint8Array) => Uint8Array;

/** FNV-1a, with its bits mixed at the end. Every append comes by here, and an iterator takes twice the time. */
export function keyHash(key: Uint8Array, identityOf: IdentityOf | undefined): number {
  const identity = identityOf === undefined ? key : identityOf(key);
  let hash = 0x811c9dc5;
  let at = 0;
  while (at < identity.length) hash = Math.imul(hash ^ (identity[at++] ?? 0), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
