import { encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import { PLAIN_BODY_BYTES_MAX } from "../limits.js";
import type { ServerOwner } from "./connection.js";
import { GatheredBytes } from "./gathered-bytes.js";
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
  readonly #body = new GatheredBytes();

  constructor(stream: Http2Stream, headers: HeaderBlock, handler: PlainHandler) {
    this.#stream = stream;
    this.#headers = headers;
    this.#handler = handler;
  }

  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    if (this.#body.length + bytes.length > PLAIN_BODY_BYTES_MAX) {
      stream.owner = undefined;
      stream.sendHeaders(tooLarge, undefined, true);
      return;
    }
    this.#body.append(bytes);
    if (ended) this.complete();
    else {
      stream.consume(bytes.length);
      stream.keeps(this.#body.pinned);
    }
  }

  onTrailers(): void {
    this.complete();
  }

  onReset(): void {
    this.onGone();
  }

  complete(): void {
    const headers = this.#headers;
    this.#stream.keeps(0);
    const request = {
      method: headers.get(":method") ?? "",
      path: headers.get(":path") ?? "",
      header: (name: string) => headers.get(name === "host" && headers.get("host") === undefined ? ":authority" : name),
      body: this.#body.take(),
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

function nothing(): void {
  // Until the handler wants to know.
}
