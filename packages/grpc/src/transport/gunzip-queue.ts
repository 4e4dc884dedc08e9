import { gunzip } from "node:zlib";
import type { Decompressed, Unpacking } from "../wire/compression.js";

/** What zlib gives back in one piece; each takes a trip to the pool, whose threads others need as well. */
const PIECE_BYTES = 2 ** 16;

class Packed implements Unpacking {
  /** Undefined once nobody wants it. */
  message: Uint8Array | undefined;
  readonly bytesMax: number;
  readonly done: (unpacked: Decompressed) => void;

  constructor(message: Uint8Array, bytesMax: number, done: (unpacked: Decompressed) => void) {
    this.message = new Uint8Array(message);
    this.bytesMax = bytesMax;
    this.done = done;
  }

  cancel(): void {
    this.message = undefined;
  }
}

/** Unpacks messages in libuv's pool, one at a time: so all that wait pin what they are packed, and one what it is unpacked. */
export class GunzipQueue {
  readonly #waiting: Packed[] = [];
  #isBusy = false;

  add(message: Uint8Array, bytesMax: number, done: (unpacked: Decompressed) => void): Unpacking {
    const packed = new Packed(message, bytesMax, done);
    this.#waiting.push(packed);
    this.#next();
    return packed;
  }

  #next(): void {
    if (this.#isBusy) return;
    let packed = this.#waiting.shift();
    while (packed !== undefined && packed.message === undefined) packed = this.#waiting.shift();
    if (packed?.message === undefined) return;
    const { message, bytesMax } = packed;
    this.#isBusy = true;
    gunzip(message, { maxOutputLength: bytesMax, chunkSize: PIECE_BYTES }, (error, unpacked) => {
      this.#isBusy = false;
      this.#next();
      if (packed.message !== undefined) packed.done(error === null ? unpacked : unpackedOf(error));
    });
  }
}

/** What became of a message that zlib did not unpack. */
export function unpackedOf(error: unknown): Decompressed {
  return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "tooLarge" : "damaged";
}
