import { encodeHeaders, fitOneBlock } from "../hpack/encoded-headers.js";
import type { Http2Stream } from "../http2/stream.js";
import { ENCODED_BLOCK_BYTES_MAX } from "../limits.js";
import type { Compression } from "../wire/compression.js";
import type { Metadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import { endDetails, endOf, okTrailers, responseHeaders } from "./responses.js";

const TOO_LARGE = `the server's metadata is too large: all headers of an answer may take ${ENCODED_BLOCK_BYTES_MAX} bytes`;

/** What a call sends back: headers, messages and trailers, in that order. */
export class Answer {
  readonly #stream: Http2Stream;
  readonly #compression: Compression | undefined;
  #hasBegun = false;

  constructor(stream: Http2Stream, compression: Compression | undefined) {
    this.#stream = stream;
    this.#compression = compression;
  }

  /** The headers have been sent. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Sends the headers, with metadata; false, and the answer has ended, where that is larger than headers may be. */
  begin(metadata: Metadata): boolean {
    const common = responseHeaders(this.#compression);
    const own = encodeHeaders(metadata);
    if (!fitOneBlock(common, own)) {
      this.end(Status.RESOURCE_EXHAUSTED, TOO_LARGE, undefined);
      return false;
    }
    this.#hasBegun = true;
    this.#stream.sendHeaders(common, own, false);
    return true;
  }

  /** Sends a message; false where more is waiting to be sent than is good. */
  message(bytes: Uint8Array): boolean {
    const compression = this.#compression;
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#stream.sendHeaders(responseHeaders(compression), undefined, false);
    }
    const compressed = compression?.compress(bytes);
    if (compressed === undefined) return this.#stream.sendData(0, bytes, false);
    return this.#stream.sendData(1, compressed, false);
  }

  /** One message and a good end: in one step, where nothing else belongs to it. Returns what `end` does. */
  reply(bytes: Uint8Array, trailers: Metadata | undefined): Status {
    if (this.#hasBegun || this.#compression !== undefined || trailers !== undefined) {
      this.message(bytes);
      return this.end(Status.OK, "", trailers);
    }
    this.#hasBegun = true;
    this.#stream.respond(responseHeaders(undefined), 0, bytes, okTrailers);
    return Status.OK;
  }

  /** The last of all. Returns the status that the client is told: another one where the trailers can not be sent. */
  end(code: Status, message: string, trailers: Metadata | undefined): Status {
    const end = endOf(code, !this.#hasBegun);
    const details = endDetails(message, trailers);
    if (!fitOneBlock(end, details)) return this.end(Status.RESOURCE_EXHAUSTED, TOO_LARGE, undefined);
    if (this.#hasBegun) this.#stream.sendTrailers(end, details);
    else this.#stream.sendHeaders(end, details, true);
    return code;
  }
}
