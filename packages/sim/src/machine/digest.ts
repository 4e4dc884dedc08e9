const MODULUS = 2 ** 31 - 1;
const FACTOR = 48_271;

/** A digest that begins with another one, or with a number. */
export function mixed(digest: number, value: number): number {
  return (digest * FACTOR + (value % MODULUS) + 1) % MODULUS;
}

export function mixedBytes(digest: number, bytes: Uint8Array): number {
  let mix = digest;
  for (const byte of bytes) mix = mixed(mix, byte);
  return mix;
}

/** A sum of digests of parts, which does not depend on their order: what becomes of it if a part gets another digest. */
export function replacedIn(sum: number, before: number, after: number): number {
  return (sum + after - before + MODULUS) % MODULUS;
}
