/** Bits for each key, at least, and how many of them a key sets: about one key in a hundred is wrongly taken for added. */
const BITS_PER_KEY_MIN = 10;
const PROBES = 5;

/**
 * Tells of a key whether it may be among those that were added: a Bloom filter, made once all of them are known. Until
 * then their hashes are kept.
 */
export class KeyFilter {
  readonly #identityOf: ((key: Uint8Array) => Uint8Array) | undefined;
  #hashes: Uint32Array | undefined = new Uint32Array(64);
  #count = 0;
  #words = new Uint32Array(0);
  #mask = 0;

  /** Keys are the same if these parts of them are. */
  constructor(identityOf?: (key: Uint8Array) => Uint8Array) {
    this.#identityOf = identityOf;
  }

  add(key: Uint8Array): void {
    if (this.#hashes === undefined) return;
    if (this.#count === this.#hashes.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count] = this.#hashOf(key);
    this.#count++;
  }

  /** No key is added any more. */
  finish(): void {
    if (this.#hashes === undefined) return;
    const bits = this.#count === 0 ? 0 : 2 ** Math.ceil(Math.log2(this.#count * BITS_PER_KEY_MIN));
    const words = new Uint32Array(Math.ceil(bits / 32));
    const mask = bits - 1;
    for (const hash of this.#hashes.subarray(0, this.#count)) {
      const step = stepOf(hash);
      for (let i = 0, probe = hash; i < PROBES; i++, probe += step) {
        const bit = probe & mask;
        words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
      }
    }
    this.#words = words;
    this.#mask = mask;
    this.#hashes = undefined;
  }

  /** Never false for a key that was added. */
  mayHold(key: Uint8Array): boolean {
    if (this.#hashes !== undefined) return true;
    if (this.#words.length === 0) return false;
    const hash = this.#hashOf(key);
    const step = stepOf(hash);
    for (let i = 0, probe = hash; i < PROBES; i++, probe += step) {
      const bit = probe & this.#mask;
      if (((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  #hashOf(key: Uint8Array): number {
    return hashOf(this.#identityOf === undefined ? key : this.#identityOf(key));
  }
}

/** How far a key's probes are apart; odd, and another one for each key. */
function stepOf(hash: number): number {
  return (Math.imul(hash, 0x9e3779b1) >>> 12) | 1;
}

/** FNV-1a, with its bits mixed at the end. Every append comes by here, and an iterator takes twice the time. */
function hashOf(key: Uint8Array): number {
  let hash = 0x811c9dc5;
  let at = 0;
  while (at < key.length) hash = Math.imul(hash ^ (key[at++] ?? 0), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
