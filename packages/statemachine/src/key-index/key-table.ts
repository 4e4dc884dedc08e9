import type { KeyArena, KeyId } from "./key-arena.js";
import { hashOf } from "./key-bytes.js";

/** Each part grows by itself, so that no call pays for growth of the whole. */
const PARTS = 256;
const PART_SHIFT = 24;
const SLOTS_MIN = 64;

/** The id of the key that a slot holds, 0 for none, and behind it the key's hash. */
type Slots = Uint32Array;

/**
 * Which keys are known, in no order: a hash table over the arena. It serves while an index is rebuilt, when order is not needed
 * before all keys are there and finding a place in it for one key after the other is most of the work.
 */
export class KeyTable {
  readonly #arena: KeyArena;
  /** Most restarts of small stores fill few of them. */
  readonly #parts = new Array<Slots | undefined>(PARTS);
  readonly #counts = new Uint32Array(PARTS);
  #keys = new Uint32Array(SLOTS_MIN);
  #size = 0;

  constructor(arena: KeyArena) {
    this.#arena = arena;
  }

  /** All keys, in the order in which they were added. */
  get keys(): Uint32Array {
    return this.#keys.subarray(0, this.#size);
  }

  /** The key, which is added if it is not known. */
  findOrAdd(key: Uint8Array): KeyId {
    const hash = hashOf(key);
    const part = hash >>> PART_SHIFT;
    const slots = this.#parts[part] ?? this.#grow(part);
    const mask = slots.length - 1;
    let at = (2 * hash) & mask;
    for (let id = slots[at] ?? 0; id !== 0; id = slots[at] ?? 0) {
      if (slots[at + 1] === hash && this.#arena.compareBytes(id, key) === 0) return id;
      at = (at + 2) & mask;
    }
    const id = this.#arena.add(key);
    slots[at] = id;
    slots[at + 1] = hash;
    this.#list(id);
    const count = (this.#counts[part] ?? 0) + 1;
    this.#counts[part] = count;
    if (3 * count > slots.length) this.#grow(part);
    return id;
  }

  #list(id: KeyId): void {
    if (this.#size === this.#keys.length) {
      const longer = new Uint32Array(2 * this.#size);
      longer.set(this.#keys);
      this.#keys = longer;
    }
    this.#keys[this.#size++] = id;
  }

  #grow(part: number): Slots {
    const old = this.#parts[part] ?? new Uint32Array(0);
    const slots = new Uint32Array(2 * Math.max(SLOTS_MIN, old.length));
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      const id = old[from] ?? 0;
      if (id === 0) continue;
      const hash = old[from + 1] ?? 0;
      let at = (2 * hash) & mask;
      while (slots[at] !== 0) at = (at + 2) & mask;
      slots[at] = id;
      slots[at + 1] = hash;
    }
    this.#parts[part] = slots;
    return slots;
  }
}
