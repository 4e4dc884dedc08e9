const BASE = 128;

/** What a peer sent is not what this version of the protocol can be. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/**
 * Reads what the core's `Writer` writes, from a peer: bytes that are no such thing are a `FrameError` of its, where the core's
 * own reader, whose bytes have a checksum, would call them a bug.
 */
export class FrameReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER; scale *= BASE) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new FrameError("a frame ends in the middle of a number");
      value += (byte % BASE) * scale;
      if (byte < BASE) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new FrameError("a frame has a number beyond 2^53");
  }

  flag(): boolean {
    return this.number() > 0;
  }

  /** A view, not a copy. */
  bytes(): Uint8Array {
    const length = this.count();
    const from = this.#position;
    this.#position += length;
    return this.#bytes.subarray(from, this.#position);
  }

  text(): string {
    let text = "";
    for (let left = this.count(); left > 0; left--) text += String.fromCharCode(this.number());
    return text;
  }

  /** How many of something follow, each at least one byte long. */
  count(): number {
    const count = this.number();
    if (count > this.#bytes.length - this.#position) throw new FrameError("a frame counts more than it holds");
    return count;
  }
}
