import { assert } from "./assert.js";
import { NUMBER_MAX } from "./limits.js";

/** Numbers in base 128, low digits first, the high bit of a byte saying that more follow; exact up to 2^53. */
const BASE = 128;

const CODE_UNIT_MAX = 0xffff;

export class Writer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  number(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, "only whole numbers are encoded", value);
    let rest = value;
    while (rest >= BASE) {
      const digit = rest % BASE;
      this.#byte(digit + BASE);
      rest = (rest - digit) / BASE;
    }
    this.#byte(rest);
  }

  /** UTF-16 code units, so that no encoder of the host's is needed; identifiers take a byte per character. */
  text(value: string): void {
    this.number(value.length);
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
  }

  /** Bytes as they are, without their length. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** The same, not copied: for good where nothing more is written. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class Reader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= BASE) {
      const byte = this.#bytes[this.#position++];
      assert(byte !== undefined && scale <= NUMBER_MAX, "an encoded number is complete", this.#position);
      assert(byte > 0 || scale === 1, "an encoded number is as short as it can be", this.#position);
      value += (byte % BASE) * scale;
      if (byte < BASE) break;
    }
    assert(value <= NUMBER_MAX, "an encoded number is exact", value);
    return value;
  }

  /** How many elements follow; each takes a byte at least, so that a damaged count ends here and not in memory. */
  count(): number {
    const count = this.number();
    assert(count <= this.#bytes.length - this.#position, "a list ends within its bytes", count);
    return count;
  }

  /** The next `length` bytes, not copied. */
  view(length: number): Uint8Array {
    const end = this.#position + length;
    assert(end <= this.#bytes.length, "a field ends within its bytes", end, this.#bytes.length);
    const view = this.#bytes.subarray(this.#position, end);
    this.#position = end;
    return view;
  }

  /** All that is left, not copied. */
  rest(): Uint8Array {
    return this.view(this.#bytes.length - this.#position);
  }

  text(): string {
    let text = "";
    for (let left = this.count(); left > 0; left--) text += this.#codeUnit();
    return text;
  }

  #codeUnit(): string {
    const unit = this.number();
    assert(unit <= CODE_UNIT_MAX, "a code unit has 16 bits", unit);
    return String.fromCharCode(unit);
  }
}
