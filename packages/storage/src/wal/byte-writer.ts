import { assert } from "../assert.js";
import { NUMBER_MAX } from "../limits.js";

/** Little-endian numbers and bytes, one behind the other, in a buffer that is used again and grows when it must. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  u32(value: number): void {
    this.setU32(this.#take(4), value);
  }

  u64(value: number): void {
    this.setU64(this.#take(8), value);
  }

  bytes(bytes: Uint8Array): void {
    const position = this.#take(bytes.length);
    this.#bytes.set(bytes, position);
  }

  zeros(count: number): void {
    const position = this.#take(count);
    this.#bytes.fill(0, position, this.#length);
  }

  setU32(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  setU64(position: number, value: number): void {
    assert(value >= 0 && value <= NUMBER_MAX, "only whole numbers are written", value);
    this.#view.setUint32(position, value % 2 ** 32, true);
    this.#view.setUint32(position + 4, Math.floor(value / 2 ** 32), true);
  }

  /** The buffer itself: it changes with the next call of anything above. */
  view(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#length);
  }

  #take(count: number): number {
    const position = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) this.#grow();
    return position;
  }

  #grow(): void {
    const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
