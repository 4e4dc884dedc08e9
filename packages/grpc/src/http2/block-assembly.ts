import type { Http2Limits } from "../limits.js";

/** A header block that comes in pieces: HEADERS and the CONTINUATION frames behind it (RFC 9113, section 4.3). */
export class BlockAssembly {
  readonly stream: number;
  readonly endsStream: boolean;
  readonly #limits: Http2Limits;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(stream: number, endsStream: boolean, limits: Http2Limits) {
    this.stream = stream;
    this.endsStream = endsStream;
    this.#limits = limits;
  }

  /** Keeps a copy, and says which limit it has broken. */
  add(bytes: Uint8Array, start: number, end: number): "continuations" | "header-block" | undefined {
    if (this.#pieces.length > this.#limits.continuationFrames) return "continuations";
    this.#length += end - start;
    if (this.#length > this.#limits.headerBlockBytes) return "header-block";
    this.#pieces.push(bytes.slice(start, end));
    return undefined;
  }

  join(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}
