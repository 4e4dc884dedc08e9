import { type EncodedHeaders, encodeHeaders } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import { defaultLimits, PLAIN_BODY_BYTES_MAX } from "../limits.js";
import type { CallPeer } from "../server/call.js";
import type { Clock, Timer } from "../time/clock.js";
import type { ServerOwner } from "./connection.js";
import { GatheredBytes } from "./gathered-bytes.js";
import type { PlainHandler, PlainReply } from "./plain-request.js";
import type { Http2Stream, StreamOwner } from "./stream.js";

const noBytes = new Uint8Array(0);
const tooLarge = encodeHeaders([[":status", "413"]]);
const tooSlow = encodeHeaders([[":status", "408"]]);

export interface PlainOptions {
  readonly handler: PlainHandler;
  readonly clock: Clock;
  /** Default: 4 MiB. */
  readonly bodyBytesMax?: number;
  /** From the headers to the end of the body. Default: `defaultLimits.requestMillis`. */
  readonly requestMillis?: number;
}

/** Takes the streams of one client's connection. */
export type PlainStreams = (peer: CallPeer) => Pick<ServerOwner, "onRequest" | "onWholeRequest">;

/** Hands requests by HTTP/2 to an ordinary handler, each when it is complete. */
export function plainStreams(options: PlainOptions): PlainStreams {
  return (peer) => ({
    onRequest(stream, headers, ended) {
      const exchange = new PlainStream(stream, headers, peer, options);
      stream.owner = exchange;
      if (ended) exchange.complete();
      else exchange.wait();
    },
    onWholeRequest(stream, headers, body) {
      const exchange = new PlainStream(stream, headers, peer, options);
      stream.owner = exchange;
      exchange.onData(stream, body, true);
    },
  });
}

class PlainStream implements StreamOwner, PlainReply {
  onDrain: () => void = nothing;
  onGone: () => void = nothing;
  readonly #stream: Http2Stream;
  readonly #headers: HeaderBlock;
  readonly #peer: CallPeer;
  readonly #options: PlainOptions;
  readonly #body = new GatheredBytes();
  /** Until the body is complete. */
  #timer: Timer | undefined;

  constructor(stream: Http2Stream, headers: HeaderBlock, peer: CallPeer, options: PlainOptions) {
    this.#stream = stream;
    this.#headers = headers;
    this.#peer = peer;
    this.#options = options;
  }

  /** The body is still to come. */
  wait(): void {
    const { clock, requestMillis = defaultLimits.requestMillis } = this.#options;
    this.#timer = clock.after(requestMillis, () => {
      this.#refuse(tooSlow);
    });
  }

  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    const { bodyBytesMax = PLAIN_BODY_BYTES_MAX } = this.#options;
    if (this.#body.length + bytes.length > bodyBytesMax) {
      this.#refuse(tooLarge);
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
    this.#timer?.cancel();
    this.onGone();
  }

  complete(): void {
    const headers = this.#headers;
    this.#timer?.cancel();
    this.#stream.keeps(0);
    const request = {
      method: headers.get(":method") ?? "",
      path: headers.get(":path") ?? "",
      header: (name: string) => headers.get(name === "host" && headers.get("host") === undefined ? ":authority" : name),
      body: this.#body.take(),
      peer: this.#peer,
    };
    this.#options.handler(request, this);
  }

  #refuse(answer: EncodedHeaders): void {
    this.#timer?.cancel();
    this.#stream.owner = undefined;
    this.#stream.keeps(0);
    this.#stream.sendHeaders(answer, undefined, true);
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
