import { NUMBER_MAX } from "../limits.js";

/** Bytes that can not be what they should be. */
export class Malformed extends Error {
  override readonly name = "Malformed";
}

/** Reads what {@link ByteWriter} wrote, between two positions, and nothing beyond. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #position: number;

  constructor(bytes: Uint8Array, position: number, end: number, view = viewOf(bytes)) {
    this.#bytes = bytes;
    this.#view = view;
    this.#position = position;
    this.#end = end;
  }

  get position(): number {
    return this.#position;
  }

  get left(): number {
    return this.#end - this.#position;
  }

  u32(): number {
    return this.#view.getUint32(this.#skip(4), true);
  }

  /** The next number, which stays the next. */
  peekU32(): number {
    const value = this.u32();
    this.#position -= 4;
    return value;
  }

  u64(): number {
    const position = this.#skip(8);
    const value = this.#view.getUint32(position, true) + this.#view.getUint32(position + 4, true) * 2 ** 32;
    if (value > NUMBER_MAX) throw new Malformed("a number that is too large");
    return value;
  }

  /** A view of what was read. */
  bytes(count: number): Uint8Array {
    const position = this.#skip(count);
    return this.#bytes.subarray(position, position + count);
  }

  /** A reader of the next bytes alone. */
  part(count: number): ByteReader {
    const position = this.#skip(count);
    return new ByteReader(this.#bytes, position, position + count, this.#view);
  }

  skip(count: number): void {
    this.#skip(count);
  }

  end(): void {
    if (this.left !== 0) throw new Malformed("bytes that mean nothing");
  }

  #skip(count: number): number {
    const position = this.#position;
    if (count > this.left) throw new Malformed("an end before its time");
    this.#position += count;
    return position;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
