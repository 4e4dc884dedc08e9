import { encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import { PLAIN_BODY_BYTES_MAX } from "../limits.js";
import type { ServerOwner } from "./connection.js";
import type { PlainHandler, PlainReply } from "./plain-request.js";
import type { Http2Stream, StreamOwner } from "./stream.js";

const noBytes = new Uint8Array(0);
const tooLarge = encodeHeaders([[":status", "413"]]);

/** Hands requests by HTTP/2 to an ordinary handler, each when it is complete. */
export function plainStreams(handler: PlainHandler): Pick<ServerOwner, "onRequest" | "onWholeRequest"> {
  return {
    onRequest(stream, headers, ended) {
      const exchange = new PlainStream(stream, headers, handler);
      stream.owner = exchange;
      if (ended) exchange.complete();
    },
    onWholeRequest(stream, headers, body) {
      const exchange = new PlainStream(stream, headers, handler);
      stream.owner = exchange;
      exchange.onData(stream, body, true);
    },
  };
}

class PlainStream implements StreamOwner, PlainReply {
  onDrain: () => void = nothing;
  onGone: () => void = nothing;
  readonly #stream: Http2Stream;
  readonly #headers: HeaderBlock;
  readonly #handler: PlainHandler;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(stream: Http2Stream, headers: HeaderBlock, handler: PlainHandler) {
    this.#stream = stream;
    this.#headers = headers;
    this.#handler = handler;
  }

  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    this.#length += bytes.length;
    if (this.#length > PLAIN_BODY_BYTES_MAX) {
      stream.owner = undefined;
      stream.sendHeaders(tooLarge, undefined, true);
      return;
    }
    if (bytes.length > 0) this.#pieces.push(bytes.slice());
    if (ended) this.complete();
    else stream.consume(bytes.length);
  }

  onTrailers(): void {
    this.complete();
  }

  onReset(): void {
    this.onGone();
  }

  complete(): void {
    const headers = this.#headers;
    const body = join(this.#pieces, this.#length);
    this.#pieces = [];
    const request = {
      method: headers.get(":method") ?? "",
      path: headers.get(":path") ?? "",
      header: (name: string) => headers.get(name === "host" && headers.get("host") === undefined ? ":authority" : name),
      body,
    };
    this.#handler(request, this);
  }

  begin(status: number, fields: readonly (readonly [string, string])[]): void {
    this.#stream.sendHeaders(encodeHeaders([[":status", `${status}`], ...fields]), undefined, false);
  }

  write(bytes: Uint8Array): boolean {
    return this.#stream.sendData(-1, bytes, false);
  }

  end(): void {
    this.#stream.sendData(-1, noBytes, true);
  }
}

function join(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0] ?? noBytes;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function nothing(): void {
  // Until the handler wants to know.
}
