import { AssertionError } from "@keyval/raft";

const BASE = 128;
const CAPACITY = 4 * 1024;
/** The longest number, 2^53 - 1, takes so many digits. */
const NUMBER_BYTES = 8;

/** Writes numbers in base 128, low digits first, and bytes with their length before them, into one buffer that grows. */
export class FrameWriter {
  #bytes = new Uint8Array(CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  number(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new AssertionError(`only whole numbers are sent (${value})`);
    this.#reserve(NUMBER_BYTES);
    let rest = value;
    while (rest >= BASE) {
      const digit = rest % BASE;
      this.#bytes[this.#length++] = digit + BASE;
      rest = (rest - digit) / BASE;
    }
    this.#bytes[this.#length++] = rest;
  }

  flag(value: boolean): void {
    this.number(value ? 1 : 0);
  }

  bytes(value: Uint8Array): void {
    this.number(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Each code unit as a number: names are short and mostly ASCII. */
  text(value: string): void {
    this.number(value.length);
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
  }

  /** What `write` writes, with its length before it. */
  sized(write: () => void): void {
    const from = this.#length;
    write();
    const size = this.#length - from;
    this.number(size);
    // The length was written behind the content, and changes places with it.
    const sizeBytes = this.#bytes.slice(from + size, this.#length);
    this.#bytes.copyWithin(from + sizeBytes.length, from, from + size);
    this.#bytes.set(sizeBytes, from);
  }

  /** All of it, as a copy; the writer is empty afterwards. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
