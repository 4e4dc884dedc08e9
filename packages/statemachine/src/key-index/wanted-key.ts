/** Behind the key there are as many zeros, so that a word that begins in the key can be read whole. */
const PADDING_BYTES = 8;
const PLACE_BYTES_MIN = 256;

/** A copy of the key that is looked for, of which four bytes can be taken at once. */
export class WantedKey {
  #bytes = new Uint8Array(PLACE_BYTES_MIN);
  #view = new DataView(this.#bytes.buffer);
  #words = new Uint32Array(this.#bytes.buffer);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The same bytes as numbers, in the order of bytes that the machine has. */
  get words(): Uint32Array {
    return this.#words;
  }

  get length(): number {
    return this.#length;
  }

  set(key: Uint8Array): void {
    const length = key.length;
    if (length + PADDING_BYTES > this.#bytes.length) this.#grow(length);
    const bytes = this.#bytes;
    if (length > PLACE_BYTES_MIN) bytes.set(key);
    else for (let i = 0; i < length; i++) bytes[i] = key[i] ?? 0;
    for (let i = length; i < length + PADDING_BYTES; i++) bytes[i] = 0;
    this.#length = length;
  }

  /** Four bytes as a number whose order is theirs; behind the key's end there are zeros. */
  wordAt(from: number): number {
    return from < this.#length ? this.#view.getUint32(from) : 0;
  }

  #grow(length: number): void {
    this.#bytes = new Uint8Array(2 ** Math.ceil(Math.log2(length + PADDING_BYTES)));
    this.#view = new DataView(this.#bytes.buffer);
    this.#words = new Uint32Array(this.#bytes.buffer);
  }
}
