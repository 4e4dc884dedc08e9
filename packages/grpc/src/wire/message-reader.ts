import { GatheredBytes } from "../http2/gathered-bytes.js";
import { MESSAGE_BYTES_FIRST } from "../limits.js";

/** A message on the wire stands behind one byte of flags and its length as four bytes. */
export const PREFIX_BYTES = 5;

const NO_BYTES = new Uint8Array(0);

/** Why the bytes of a stream are no messages. */
export type MessageFault = "tooLarge" | "badFlag";

/**
 * Cuts the bytes of a stream into messages, however they were split on the way. A message that lies whole in one piece
 * is handed out as a view of it; what is scattered is gathered once, byte by byte into its place.
 *
 * Pieces are borrowed: `next` is called until nothing comes, or `keep` copies what is left.
 */
export class MessageReader {
  readonly #bytesMax: number;
  #piece: Uint8Array = NO_BYTES;
  #at = 0;
  #isBorrowed = false;
  /** What came behind the present piece. */
  readonly #kept = new GatheredBytes();

  #prefixBytes = 0;
  #flag = 0;
  #length = 0;
  /** The message that is being gathered, as far as there is room for it already. */
  #message: Uint8Array | undefined;
  #messageBytes = 0;
  #fault: MessageFault | undefined;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get fault(): MessageFault | undefined {
    return this.#fault;
  }

  /** Whether the message that `next` gave last was compressed. */
  get isCompressed(): boolean {
    return this.#flag === 1;
  }

  /** The bytes of a message have begun and not ended. */
  get isWithinMessage(): boolean {
    return this.#prefixBytes > 0;
  }

  /** Bytes that were pushed and not read yet. */
  get unread(): number {
    return this.#piece.length - this.#at + this.#kept.length;
  }

  /** What it holds of its own for the message that has begun. */
  get bytesPinned(): number {
    return this.#message?.length ?? 0;
  }

  /** Takes a piece, whose bytes must stay as they are until `next` has given nothing, or `keep` was called. */
  push(piece: Uint8Array): void {
    if (this.unread > 0) {
      this.#kept.append(piece);
    } else {
      this.#piece = piece;
      this.#at = 0;
      this.#isBorrowed = true;
    }
  }

  /** Copies what has not been read, so that the owner of the last piece may have it back. */
  keep(): void {
    if (!this.#isBorrowed) return;
    this.#isBorrowed = false;
    // Not `slice`: that of a Buffer makes a view.
    this.#piece = this.#at === this.#piece.length ? NO_BYTES : new Uint8Array(this.#piece.subarray(this.#at));
    this.#at = 0;
  }

  /** The next message, or undefined where it is not there yet, or never will be: see `fault`. */
  next(): Uint8Array | undefined {
    while (this.#fault === undefined) {
      if (this.#at === this.#piece.length && !this.#nextPiece()) return undefined;
      if (this.#prefixBytes < PREFIX_BYTES && !this.#readPrefix()) continue;
      // No room is made before there is something to put there.
      if (this.#at === this.#piece.length && this.#length > 0) continue;
      const message = this.#readMessage();
      if (message !== undefined) return message;
    }
    return undefined;
  }

  #nextPiece(): boolean {
    this.#piece = this.#kept.take();
    this.#at = 0;
    return this.#piece.length > 0;
  }

  /** True once the prefix is whole and good. */
  #readPrefix(): boolean {
    const piece = this.#piece;
    while (this.#prefixBytes < PREFIX_BYTES && this.#at < piece.length) {
      const byte = piece[this.#at++] ?? 0;
      if (this.#prefixBytes === 0) {
        this.#flag = byte;
        this.#length = 0;
      } else {
        this.#length = this.#length * 256 + byte;
      }
      this.#prefixBytes += 1;
    }
    if (this.#flag > 1) this.#fault = "badFlag";
    if (this.#prefixBytes < PREFIX_BYTES) return false;
    if (this.#length > this.#bytesMax) this.#fault = "tooLarge";
    return this.#fault === undefined;
  }

  #readMessage(): Uint8Array | undefined {
    const piece = this.#piece;
    const length = this.#length;
    if (this.#message === undefined && piece.length - this.#at >= length) {
      const start = this.#at;
      this.#at += length;
      this.#prefixBytes = 0;
      return piece.subarray(start, start + length);
    }
    const taken = Math.min(length - this.#messageBytes, piece.length - this.#at);
    const message = this.#roomFor(this.#messageBytes + taken);
    message.set(piece.subarray(this.#at, this.#at + taken), this.#messageBytes);
    this.#at += taken;
    this.#messageBytes += taken;
    if (this.#messageBytes < length) return undefined;
    this.#message = undefined;
    this.#messageBytes = 0;
    this.#prefixBytes = 0;
    return message;
  }

  /** Room grows with what has really come: a prefix alone, which costs its sender nothing, pins next to nothing. */
  #roomFor(bytes: number): Uint8Array {
    const present = this.#message;
    if (present !== undefined && present.length >= bytes) return present;
    const room = new Uint8Array(Math.min(this.#length, Math.max(bytes, 2 * this.#messageBytes, MESSAGE_BYTES_FIRST)));
    if (present !== undefined) room.set(present.subarray(0, this.#messageBytes));
    this.#message = room;
    return room;
  }
}
