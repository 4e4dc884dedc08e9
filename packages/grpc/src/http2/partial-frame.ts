import { FRAME_BYTES_MAX } from "../limits.js";
import { FRAME_HEADER_BYTES, readUint24 } from "./frame.js";

/** The beginning of a frame whose rest has not come yet. Takes no more room than the frame will have. */
export class PartialFrame {
  #bytes: Uint8Array | undefined = undefined;
  #length = 0;

  get pending(): boolean {
    return this.#bytes !== undefined;
  }

  begin(bytes: Uint8Array, start: number): void {
    this.#bytes = new Uint8Array(FRAME_HEADER_BYTES);
    this.#length = 0;
    this.fill(bytes, start);
  }

  /** Takes what is still missing, and returns how far it got in `bytes`. */
  fill(bytes: Uint8Array, start: number): number {
    const at = this.#append(bytes, start);
    const header = this.#bytes;
    if (header?.length !== FRAME_HEADER_BYTES || this.#length < FRAME_HEADER_BYTES) return at;
    const payload = readUint24(header, 0);
    // A frame that is too large is judged by its header alone.
    if (payload === 0 || payload > FRAME_BYTES_MAX) return at;
    this.#bytes = new Uint8Array(FRAME_HEADER_BYTES + payload);
    this.#bytes.set(header);
    return this.#append(bytes, at);
  }

  /** The frame, once it is whole. */
  take(): Uint8Array | undefined {
    const bytes = this.#bytes;
    if (bytes === undefined || this.#length < bytes.length) return undefined;
    this.#bytes = undefined;
    return bytes;
  }

  #append(bytes: Uint8Array, start: number): number {
    const target = this.#bytes;
    if (target === undefined) return start;
    const end = Math.min(bytes.length, start + target.length - this.#length);
    target.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
    return end;
  }
}
