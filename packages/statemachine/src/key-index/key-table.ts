import { textOfKey } from "../key-text.js";
import type { KeyArena, KeyId } from "./key-arena.js";
import { hashOf } from "./key-bytes.js";

/** Each part grows by itself, so that no call pays for growth of the whole. */
const PARTS = 256;
const PART_SHIFT = 24;
const SLOTS_MIN = 64;

/** No key is looked for in more slots. By chance a key hardly ever needs more. */
export const PROBES_MAX = 256;

const CHUNK_LENGTH = 2 ** 14;

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
  /** Keys that found no slot because somebody chose them for their hash, by their text: how a `Map` hashes that nobody knows. */
  readonly #crowd = new Map<string, KeyId>();
  readonly #chunks: Uint32Array[] = [];
  #size = 0;

  constructor(arena: KeyArena) {
    this.#arena = arena;
  }

  /** In the order in which they were added; pauses wherever it yields. */
  *allKeys(): Generator<undefined, Uint32Array> {
    const keys = new Uint32Array(this.#size);
    for (const [i, chunk] of this.#chunks.entries()) {
      const start = i * CHUNK_LENGTH;
      keys.set(chunk.subarray(0, this.#size - start), start);
      yield;
    }
    return keys;
  }

  /** The key, which is added if it is not known. */
  findOrAdd(key: Uint8Array): KeyId {
    const hash = hashOf(key);
    const part = hash >>> PART_SHIFT;
    const slots = this.#parts[part] ?? this.#grow(part);
    const mask = slots.length - 1;
    let at = (2 * hash) & mask;
    let probes = 0;
    for (; slots[at] !== 0 && probes < PROBES_MAX; probes++) {
      const id = slots[at] ?? 0;
      if (slots[at + 1] === hash && this.#arena.compareBytes(id, key) === 0) return id;
      at = (at + 2) & mask;
    }
    const crowded = this.#crowd.size === 0 ? undefined : this.#crowd.get(textOfKey(key));
    if (crowded !== undefined) return crowded;
    const id = this.#arena.add(key);
    this.#list(id);
    if (probes < PROBES_MAX) this.#occupy(part, slots, at, id, hash);
    else this.#crowd.set(textOfKey(key), id);
    return id;
  }

  #occupy(part: number, slots: Slots, at: number, id: KeyId, hash: number): void {
    slots[at] = id;
    slots[at + 1] = hash;
    const count = (this.#counts[part] ?? 0) + 1;
    this.#counts[part] = count;
    if (3 * count > slots.length) this.#grow(part);
  }

  #list(id: KeyId): void {
    const at = this.#size % CHUNK_LENGTH;
    if (at === 0) this.#chunks.push(new Uint32Array(CHUNK_LENGTH));
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined) chunk[at] = id;
    this.#size++;
  }

  #grow(part: number): Slots {
    const old = this.#parts[part] ?? new Uint32Array(0);
    const slots = new Uint32Array(2 * Math.max(SLOTS_MIN, old.length));
    for (let from = 0; from < old.length; from += 2) {
      const id = old[from] ?? 0;
      if (id !== 0) this.#move(part, slots, id, old[from + 1] ?? 0);
    }
    this.#parts[part] = slots;
    return slots;
  }

  #move(part: number, slots: Slots, id: KeyId, hash: number): void {
    const mask = slots.length - 1;
    let at = (2 * hash) & mask;
    let probes = 0;
    for (; slots[at] !== 0 && probes < PROBES_MAX; probes++) at = (at + 2) & mask;
    if (probes < PROBES_MAX) {
      slots[at] = id;
      slots[at + 1] = hash;
      return;
    }
    this.#crowd.set(textOfKey(this.#arena.view(id)), id);
    this.#counts[part] = (this.#counts[part] ?? 0) - 1;
  }
}
