const NO_BYTES = new Uint8Array(0);

/** What came piece by piece, copied into one place: a thousand small pieces pin no more than one large. */
export class GatheredBytes {
  #room = NO_BYTES;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Bytes of memory, with the room for more. */
  get pinned(): number {
    return this.#room.length;
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#room.length) {
      const room = new Uint8Array(Math.max(length, 2 * this.#length));
      room.set(this.#room.subarray(0, this.#length));
      this.#room = room;
    }
    this.#room.set(piece, this.#length);
    this.#length = length;
  }

  /** All of it, which is the caller's from now on; it begins again with nothing. */
  take(): Uint8Array {
    if (this.#length === 0) return NO_BYTES;
    const bytes = this.#room.subarray(0, this.#length);
    this.#room = NO_BYTES;
    this.#length = 0;
    return bytes;
  }
}
