import { joined } from "../node/index.js";
import { FrameError } from "./frame-reader.js";
import { PIECE_BYTES, REJOINED_BYTES_MAX } from "./limits.js";

/** The first byte of each message of a stream: whether what it carries goes on in the next. */
const LAST = 0;
const MORE = 1;

/** Cuts frames into messages of a stream, so that none holds up its neighbours on the connection for long. */
export function cut(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const most = PIECE_BYTES - 1;
  for (let from = 0; from < bytes.length; from += most) {
    const end = Math.min(from + most, bytes.length);
    const piece = new Uint8Array(1 + end - from);
    piece[0] = end < bytes.length ? MORE : LAST;
    piece.set(bytes.subarray(from, end), 1);
    pieces.push(piece);
  }
  return pieces;
}

/** Puts together what was cut. What it gives out is its own copy. */
export class Joiner {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** The whole, once its last piece is here. Throws a `FrameError`. */
  add(piece: Uint8Array): Uint8Array | undefined {
    const mark = piece[0];
    if (mark !== LAST && mark !== MORE) throw new FrameError("a message of a peer begins with an unknown mark");
    // The piece is lent for this call, and entries stay in memory for long. (`slice` of a Buffer would be a view.)
    const part = new Uint8Array(piece.subarray(1));
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > REJOINED_BYTES_MAX) throw new FrameError("a peer sends frames of more bytes than any has");
    if (mark === MORE) return undefined;
    const [only = new Uint8Array(0), ...others] = this.#parts;
    const whole = others.length === 0 ? only : joined(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return whole;
  }
}
