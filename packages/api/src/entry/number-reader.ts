import { assert } from "../assert.js";

/** Numbers are in base 128, low digits first, the high bit of a byte saying that more follow. */
const BASE = 128;

const CODE_UNIT_MAX = 0xffff;

/** Reads the header of an entry. The log's checksums found nothing wrong with it, so what does not fit is a bug. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #position: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = position;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#end;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= BASE) {
      assert(this.#position < this.#end && scale <= Number.MAX_SAFE_INTEGER, "an encoded number is complete");
      const byte = this.#bytes[this.#position++] ?? 0;
      assert(byte > 0 || scale === 1, "an encoded number is as short as it can be");
      value += (byte % BASE) * scale;
      if (byte < BASE) break;
    }
    assert(Number.isSafeInteger(value), "an encoded number is exact", value);
    return value;
  }

  /** A reader of the next `length` bytes. */
  within(length: number): NumberReader {
    const start = this.#past(length);
    return new NumberReader(this.#bytes, start, this.#position);
  }

  /** The next `length` bytes, not copied. */
  view(length: number): Uint8Array {
    const start = this.#past(length);
    return this.#bytes.subarray(start, this.#position);
  }

  /** All that is left, not copied. */
  rest(): Uint8Array {
    return this.view(this.#end - this.#position);
  }

  text(): string {
    let text = "";
    for (let left = this.number(); left > 0; left--) {
      const unit = this.number();
      assert(unit <= CODE_UNIT_MAX, "a code unit has 16 bits", unit);
      text += String.fromCharCode(unit);
    }
    return text;
  }

  #past(length: number): number {
    const start = this.#position;
    assert(length <= this.#end - start, "a field ends within its bytes", length);
    this.#position = start + length;
    return start;
  }
}
