import { BloomFilter } from "./bloom-filter.js";
import { type IdentityOf, keyHash } from "./key-hash.js";

/**
 * Tells of a key whether it may be among those that were added: a Bloom filter, made once all of them are known. Until
 * then their hashes are kept.
 */
export class KeyFilter {
  readonly #identityOf: IdentityOf | undefined;
  #hashes: Uint32Array | undefined = new Uint32Array(64);
  #count = 0;
  #filter: BloomFilter | undefined;

  /** Keys are the same if these parts of them are. */
  constructor(identityOf?: IdentityOf) {
    this.#identityOf = identityOf;
  }

  add(key: Uint8Array): void {
    if (this.#hashes === undefined) return;
    if (this.#count === this.#hashes.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count] = keyHash(key, this.#identityOf);
    this.#count++;
  }

  /** No key is added any more. */
  finish(): void {
    if (this.#hashes === undefined) return;
    const filter = new BloomFilter(this.#count);
    for (const hash of this.#hashes.subarray(0, this.#count)) filter.add(hash);
    this.#filter = filter;
    this.#hashes = undefined;
  }

  /** Never false for a key that was added. */
  mayHold(key: Uint8Array): boolean {
    return this.#filter?.mayHold(keyHash(key, this.#identityOf)) ?? true;
  }
}
