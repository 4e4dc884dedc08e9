import { Writer } from "@keyval/raft/varint";
import { joined } from "../node/index.js";
import { FrameError } from "./frame-reader.js";
import { PIECE_BYTES, REJOINED_BYTES_MAX } from "./limits.js";

/** The first byte of each message of a stream: whether what it carries goes on in the next. */
const LAST = 0;
const MORE = 1;

const MARK_BYTES = 1;

/** A writer of what will be cut: it leaves room for the first mark, so that what fits into one piece is not copied any more. */
export function writerOfPieces(): Writer {
  const writer = new Writer();
  writer.number(LAST);
  return writer;
}

/** Cuts frames into messages of a stream, so that none holds up its neighbours on the connection for long. They take the writer over. */
export function cut(writer: Writer): Uint8Array[] {
  const bytes = writer.view();
  const pieces = [bytes.subarray(0, PIECE_BYTES)];
  for (let from = PIECE_BYTES; from < bytes.length; from += PIECE_BYTES - MARK_BYTES) {
    const content = bytes.subarray(from, from + PIECE_BYTES - MARK_BYTES);
    const piece = new Uint8Array(MARK_BYTES + content.length);
    piece.set(content, MARK_BYTES);
    pieces.push(piece);
  }
  for (const [i, piece] of pieces.entries()) piece[0] = i < pieces.length - 1 ? MORE : LAST;
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
