import { assert } from "../assert.js";
import { compareBytes, wordOf } from "./key-bytes.js";
import type { WantedKey } from "./wanted-key.js";

/** Names a key for as long as it is kept; 0 is none. Keys' numbers fit in 31 bits. */
export type KeyId = number;

const UNIT_BYTES = 8;
const UNIT_WORDS = 2;
const CHUNK_SHIFT = 16;
const CHUNK_UNITS = 2 ** CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_UNITS - 1;

/** Before the key's bytes: its newest version, and its length. */
const HEADER_BYTES = 8;
const HEADER_WORDS = 2;
/** A longer key has memory of its own, and only the number of that stands behind the header. */
const KEY_BYTES_MAX = 1024;
/** Up to here a copy is made byte by byte. */
const COPIED_BYTES_MAX = 64;
const UNITS_MAX = (HEADER_BYTES + KEY_BYTES_MAX) / UNIT_BYTES;

interface ArenaChunk {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

/** The bytes of all keys, each with the key's newest version before it, in memory that is used again by keys of the same length. */
export class KeyArena {
  readonly #chunks: ArenaChunk[] = [];
  #unused = CHUNK_UNITS;
  /** By size in units: the first free piece, which names the next in its first word. */
  readonly #free = new Uint32Array(UNITS_MAX + 1);
  readonly #long: (Uint8Array | undefined)[] = [];
  readonly #freeLong: number[] = [];
  #longBytes = 0;

  /** The key that was opened last. */
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #length = 0;

  get memory(): number {
    return this.#chunks.length * CHUNK_UNITS * UNIT_BYTES + this.#longBytes;
  }

  add(key: Uint8Array): KeyId {
    const isLong = key.length > KEY_BYTES_MAX;
    const id = this.#take(unitsOf(key.length));
    const { bytes, words } = this.#chunk(id);
    const at = (id & CHUNK_MASK) * UNIT_WORDS;
    words[at] = 0;
    words[at + 1] = key.length;
    if (isLong) {
      words[at + HEADER_WORDS] = this.#addLong(key);
      return id;
    }
    // Behind a short key there are zeros, so that it can be compared word by word.
    if (key.length % 4 > 0) words[at + HEADER_WORDS + (key.length >>> 2)] = 0;
    bytes.set(key, 4 * (at + HEADER_WORDS));
    return id;
  }

  remove(id: KeyId): void {
    const { words } = this.#chunk(id);
    const at = (id & CHUNK_MASK) * UNIT_WORDS;
    const length = words[at + 1] ?? 0;
    if (length > KEY_BYTES_MAX) this.#removeLong(words[at + HEADER_WORDS] ?? 0);
    const units = unitsOf(length);
    words[at] = this.#free[units] ?? 0;
    this.#free[units] = id;
  }

  latestOf(id: KeyId): number {
    return this.#chunk(id).words[(id & CHUNK_MASK) * UNIT_WORDS] ?? 0;
  }

  setLatest(id: KeyId, version: number): void {
    this.#chunk(id).words[(id & CHUNK_MASK) * UNIT_WORDS] = version;
  }

  lengthOf(id: KeyId): number {
    return this.#chunk(id).words[(id & CHUNK_MASK) * UNIT_WORDS + 1] ?? 0;
  }

  /** Not a copy: good until the key is removed. */
  view(id: KeyId): Uint8Array {
    this.#open(id);
    return this.#bytes.subarray(this.#start, this.#start + this.#length);
  }

  /** Byte by byte: a view of a short key takes longer than to copy it. */
  copy(id: KeyId): Uint8Array {
    this.#open(id);
    const [bytes, start, length] = [this.#bytes, this.#start, this.#length];
    if (length > COPIED_BYTES_MAX) return bytes.slice(start, start + length);
    const copy = new Uint8Array(length);
    for (let i = 0; i < length; i++) copy[i] = bytes[start + i] ?? 0;
    return copy;
  }

  /** Four bytes of the key as a number whose order is theirs; behind the key's end there are zeros. */
  wordOf(id: KeyId, from: number): number {
    this.#open(id);
    return wordOf(this.#bytes, this.#start + from, this.#start + this.#length);
  }

  /** Negative if the key that is kept comes first, positive if the wanted one does, 0 if they are the same. */
  compare(id: KeyId, wanted: WantedKey): number {
    return this.#equals(id, wanted) ? 0 : this.compareBytes(id, wanted.bytes, wanted.length);
  }

  compareBytes(id: KeyId, other: Uint8Array, length = other.length): number {
    this.#open(id);
    return compareBytes(this.#bytes, this.#start, this.#length, other, length);
  }

  #equals(id: KeyId, wanted: WantedKey): boolean {
    const { words } = this.#chunk(id);
    const at = (id & CHUNK_MASK) * UNIT_WORDS;
    const length = wanted.length;
    if (length > KEY_BYTES_MAX || words[at + 1] !== length) return false;
    const others = wanted.words;
    const key = at + HEADER_WORDS;
    for (let i = 0; 4 * i < length; i++) if (words[key + i] !== others[i]) return false;
    return true;
  }

  /** How many bytes the two have in common at their beginnings. */
  common(id: KeyId, other: Uint8Array): number {
    this.#open(id);
    const length = Math.min(this.#length, other.length);
    let i = 0;
    while (i < length && this.#bytes[this.#start + i] === other[i]) i++;
    return i;
  }

  /** The same of two keys that are kept. */
  commonOf(id: KeyId, other: KeyId): number {
    this.#open(other);
    const [bytes, start, length] = [this.#bytes, this.#start, this.#length];
    this.#open(id);
    const most = Math.min(this.#length, length);
    let i = 0;
    while (i < most && this.#bytes[this.#start + i] === bytes[start + i]) i++;
    return i;
  }

  #open(id: KeyId): void {
    const { bytes, words } = this.#chunk(id);
    const at = (id & CHUNK_MASK) * UNIT_WORDS;
    this.#length = words[at + 1] ?? 0;
    if (this.#length <= KEY_BYTES_MAX) {
      this.#bytes = bytes;
      this.#start = 4 * (at + HEADER_WORDS);
      return;
    }
    const long = this.#long[words[at + HEADER_WORDS] ?? 0];
    assert(long !== undefined, "a long key is kept", id);
    this.#bytes = long;
    this.#start = 0;
  }

  #chunk(id: KeyId): ArenaChunk {
    const chunk = this.#chunks[id >>> CHUNK_SHIFT];
    assert(chunk !== undefined && id !== 0, "a key is in a chunk", id);
    return chunk;
  }

  #take(units: number): KeyId {
    const free = this.#free[units] ?? 0;
    if (free !== 0) {
      this.#free[units] = this.latestOf(free);
      return free;
    }
    if ((this.#unused & CHUNK_MASK) + units > CHUNK_UNITS || this.#unused >>> CHUNK_SHIFT >= this.#chunks.length)
      this.#grow();
    const id = this.#unused;
    this.#unused += units;
    return id;
  }

  #grow(): void {
    assert(this.#chunks.length < 2 ** (31 - CHUNK_SHIFT), "keys' bytes fit in the arena");
    const buffer = new ArrayBuffer(CHUNK_UNITS * UNIT_BYTES);
    this.#unused = this.#chunks.length === 0 ? 1 : this.#chunks.length * CHUNK_UNITS;
    this.#chunks.push({ bytes: new Uint8Array(buffer), words: new Uint32Array(buffer) });
  }

  #addLong(key: Uint8Array): number {
    const slot = this.#freeLong.pop() ?? this.#long.length;
    this.#long[slot] = key.slice();
    this.#longBytes += key.length;
    return slot;
  }

  #removeLong(slot: number): void {
    this.#longBytes -= this.#long[slot]?.length ?? 0;
    this.#long[slot] = undefined;
    this.#freeLong.push(slot);
  }
}

function unitsOf(length: number): number {
  return length > KEY_BYTES_MAX ? 2 : 1 + Math.ceil(length / UNIT_BYTES);
}
