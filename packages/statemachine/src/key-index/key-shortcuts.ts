import type { KeyArena, KeyId } from "./key-arena.js";
import { hashOf } from "./key-bytes.js";

/** Keys of one set have the same last bits of their hash; a set is a line of the processor's cache. */
const WAYS = 8;
/** A slot is the number of a key, 0 for none, and behind it the key's hash. */
const SET_WORDS = 2 * WAYS;
const SETS_MIN = 16;

/**
 * Keys that were looked for before, by their hashes: what is here need not be looked for in the tree, which takes three times
 * as long. It may forget any key at any time. So it never moves anything to grow, and a key never has more than one set to be
 * in, however many have its hash.
 */
export class KeyShortcuts {
  readonly #arena: KeyArena;
  #slots = new Uint32Array(SETS_MIN * SET_WORDS);
  #mask = SETS_MIN - 1;
  /** Slots that are taken. */
  #count = 0;

  constructor(arena: KeyArena) {
    this.#arena = arena;
  }

  get memory(): number {
    return this.#slots.byteLength;
  }

  /** 0 for a key that is not here, whether it is kept or not. */
  find(key: Uint8Array): KeyId {
    const hash = hashOf(key);
    const slots = this.#slots;
    const set = this.#setOf(hash);
    for (let at = set; at < set + SET_WORDS; at += 2) {
      const id = slots[at] ?? 0;
      if (slots[at + 1] === hash && id !== 0 && this.#arena.compareBytes(id, key) === 0) return id;
    }
    return 0;
  }

  /** For a key that `find` did not find. One of a full set is forgotten for it. */
  add(key: Uint8Array, id: KeyId): void {
    if (8 * this.#count > 3 * this.#slots.length) this.#startAnew();
    const hash = hashOf(key);
    const set = this.#setOf(hash);
    let at = set;
    while (at < set + SET_WORDS && this.#slots[at] !== 0) at += 2;
    if (at < set + SET_WORDS) this.#count++;
    else at = set + 2 * (hash >>> 29);
    this.#slots[at] = id;
    this.#slots[at + 1] = hash;
  }

  /** The key is not kept any more. */
  forget(key: Uint8Array, id: KeyId): void {
    const set = this.#setOf(hashOf(key));
    for (let at = set; at < set + SET_WORDS; at += 2) {
      if (this.#slots[at] !== id) continue;
      this.#slots[at] = 0;
      this.#count--;
    }
  }

  /** Memory for twice as many. Whoever is looked for comes in again. */
  #startAnew(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length);
    this.#mask = 2 * this.#mask + 1;
    this.#count = 0;
  }

  #setOf(hash: number): number {
    return (hash & this.#mask) * SET_WORDS;
  }
}
