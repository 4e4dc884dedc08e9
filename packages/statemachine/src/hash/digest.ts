/** 64 bits in two halves, each a whole number below 2^32: JavaScript has no integer of that size that is cheap. */
export interface Digest {
  readonly high: number;
  readonly low: number;
}

const HIGH_SEED = 0x9e3779b9 | 0;
const LOW_SEED = 0x85ebca6b | 0;
const HIGH_FACTOR = 0xcc9e2d51;
const LOW_FACTOR = 0x1b873593;

/** Where bytes are read as words, which they need not begin as: four bytes that are put together take longer than to be copied. */
const ROOM_BYTES = 2 ** 16;
const room = new Uint8Array(ROOM_BYTES);
const words = new Int32Array(room.buffer);
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Two hashes of 32 bits that are fed together, so that one pass over the bytes is enough. Made to notice that members
 * differ, not to withstand somebody who looks for collisions. The same on every platform, whatever its byte order.
 */
export class Digester implements Digest {
  /** Set by `finish`. */
  high = 0;
  low = 0;
  /** What was fed so far; signed, since such numbers need no memory of their own. */
  #high = HIGH_SEED;
  #low = LOW_SEED;

  reset(): void {
    this.#high = HIGH_SEED;
    this.#low = LOW_SEED;
  }

  /** Whole numbers up to 2^53. The remainder by way of a division: the operator takes ten times as long. */
  number(value: number): void {
    const upper = Math.floor(value / 2 ** 32);
    this.#word((value - upper * 2 ** 32) | 0);
    this.#word(upper);
  }

  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    for (let from = 0; from < length; from += ROOM_BYTES) {
      const piece = length > ROOM_BYTES ? bytes.subarray(from, from + ROOM_BYTES) : bytes;
      room.set(piece);
      this.#words(Math.floor(piece.length / 4));
    }
    let tail = 0;
    for (let i = length - 1; i >= length - (length % 4); i--) tail = (tail << 8) | (bytes[i] ?? 0);
    this.#word(tail);
    this.#word(length);
  }

  /** What #word does, on variables of its own: values are most of what is hashed. */
  #words(count: number): void {
    let high = this.#high;
    let low = this.#low;
    for (let i = 0; i < count; i++) {
      const read = words[i] ?? 0;
      const word = isLittleEndian ? read : reversed(read);
      high = Math.imul(high ^ word, HIGH_FACTOR);
      high = (high << 13) | (high >>> 19);
      low = Math.imul((low + word) | 0, LOW_FACTOR);
      low = (low << 17) | (low >>> 15);
    }
    this.#high = high;
    this.#low = low;
  }

  /** UTF-16 code units: the same text, the same digest. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.#word(text.charCodeAt(i));
    this.#word(text.length);
  }

  /** Spreads what came last over all bits. Nothing is fed after it, until `reset`. */
  finish(): this {
    this.high = spread(this.#high ^ this.#low);
    this.low = spread(this.#low ^ this.high);
    return this;
  }

  #word(word: number): void {
    const high = Math.imul(this.#high ^ word, HIGH_FACTOR);
    this.#high = (high << 13) | (high >>> 19);
    const low = Math.imul((this.#low + word) | 0, LOW_FACTOR);
    this.#low = (low << 17) | (low >>> 15);
  }
}

function reversed(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

function spread(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), HIGH_SEED);
  mixed = Math.imul(mixed ^ (mixed >>> 13), LOW_SEED);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
