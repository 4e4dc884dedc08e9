import { assert } from "../assert.js";
import { type EncodedHeaders, fitOneBlock } from "../hpack/encoded-headers.js";
import { CHUNK_OWN_BYTES } from "../limits.js";
import type { ErrorCode } from "./error-code.js";
import type { ReceiveWindow } from "./receive-window.js";
import type { StreamQueue } from "./stream-queue.js";
import type { Http2Stream, Prefix, StreamOwner } from "./stream.js";

/** gRPC's flag and length before a message. */
export const PREFIX_BYTES = 5;

/** Bytes that wait to be sent, with those of the prefix counted before them. */
export interface Chunk {
  readonly prefix: Prefix;
  readonly bytes: Uint8Array;
  /** How many have been sent, the prefix's included. */
  sent: number;
  next: Chunk | undefined;
}

/** What a stream asks of its connection. */
export interface StreamHost {
  /** The stream has more to send than before, which pins so many bytes more. */
  queued(stream: StreamState, pinned: number): void;
  /** More than `unsentHighBytes` wait. */
  isFull(stream: StreamState): boolean;
  resetByOwner(stream: StreamState, code: ErrorCode): void;
  consumed(stream: StreamState, bytes: number): void;
  /** The owner keeps so many bytes. */
  keeps(stream: StreamState, bytes: number): void;
}

/** A stream as the machine sees it: what both directions have come to, and what waits to be sent. */
export class StreamState implements Http2Stream {
  owner: StreamOwner | undefined = undefined;
  closed = false;
  unsent = 0;
  readonly id: number;
  readonly #host: StreamHost;

  /** The peer has ended its side. */
  remoteEnded = false;
  /** Its first headers are here: the next ones are trailers. */
  gotHeaders = false;
  /** What content-length leaves to come, or -1 without one. */
  expected = -1;
  /** Delivered and not consumed: the connection gets it back when the stream is closed. */
  pinned = 0;
  /** Consumed, and kept by the owner all the same. */
  kept = 0;
  /** Made for the first data that does not come with the headers. */
  window: ReceiveWindow | undefined = undefined;

  /** The owner has handed in the last of what it sends. */
  finishing = false;
  /** END_STREAM has left. */
  localEnded = false;
  /** Data has been handed in, so that the end stands behind data, even if there is none: gRPC asks for it. */
  endsWithData = false;
  /** The first headers have been handed in; they have left once `headers` is empty again. */
  started = false;
  headers: EncodedHeaders | undefined = undefined;
  moreHeaders: EncodedHeaders | undefined = undefined;
  firstChunk: Chunk | undefined = undefined;
  lastChunk: Chunk | undefined = undefined;
  trailers: EncodedHeaders | undefined = undefined;
  moreTrailers: EncodedHeaders | undefined = undefined;
  sendWindow: number;
  /** Bytes of data that have left, and how many that must be by the next look for what stalls. */
  sent = 0;
  due = 0;
  /** The owner was asked to wait. */
  awaitsDrain = false;

  /** The outbox's queue that it stands in, and its neighbours there. */
  queue: StreamQueue | undefined = undefined;
  ahead: StreamState | undefined = undefined;
  behind: StreamState | undefined = undefined;

  constructor(id: number, sendWindow: number, host: StreamHost) {
    this.id = id;
    this.sendWindow = sendWindow;
    this.#host = host;
  }

  sendHeaders(headers: EncodedHeaders, more: EncodedHeaders | undefined, end: boolean): void {
    if (this.closed) return;
    assert(!this.started, "a stream has one set of headers, before its data");
    assertSendable(headers, more);
    this.started = true;
    this.headers = headers;
    this.moreHeaders = more;
    this.finishing = end;
    this.#host.queued(this, 0);
  }

  sendData(prefix: Prefix, bytes: Uint8Array, end: boolean): boolean {
    if (this.closed) return true;
    assert(this.started && !this.finishing, "data stands between headers and the end");
    this.endsWithData = true;
    this.finishing = end;
    this.#host.queued(this, this.#append(prefix, bytes));
    return !this.#host.isFull(this);
  }

  sendTrailers(headers: EncodedHeaders, more: EncodedHeaders | undefined): void {
    if (this.closed) return;
    assert(this.started && !this.finishing, "trailers stand behind headers, once");
    assertSendable(headers, more);
    this.finishing = true;
    this.trailers = headers;
    this.moreTrailers = more;
    this.#host.queued(this, 0);
  }

  respond(headers: EncodedHeaders, prefix: Prefix, body: Uint8Array, trailers: EncodedHeaders): void {
    if (this.closed) return;
    assert(!this.started, "a stream has one response");
    assertSendable(headers, trailers);
    this.started = true;
    this.finishing = true;
    this.headers = headers;
    this.trailers = trailers;
    this.#host.queued(this, this.#append(prefix, body));
  }

  reset(code: ErrorCode): void {
    if (!this.closed) this.#host.resetByOwner(this, code);
  }

  consume(bytes: number): void {
    if (!this.closed) this.#host.consumed(this, bytes);
  }

  keeps(bytes: number): void {
    if (!this.closed) this.#host.keeps(this, bytes);
  }

  /** Forgets all that waits to be sent. */
  dropUnsent(): void {
    this.unsent = 0;
    this.headers = this.moreHeaders = this.trailers = this.moreTrailers = undefined;
    this.firstChunk = this.lastChunk = undefined;
  }

  /** Returns how many bytes more are pinned. */
  #append(prefix: Prefix, bytes: Uint8Array): number {
    const length = prefix < 0 ? bytes.length : bytes.length + PREFIX_BYTES;
    if (length === 0) return 0;
    const chunk: Chunk = { prefix, bytes, sent: 0, next: undefined };
    if (this.lastChunk === undefined) this.firstChunk = chunk;
    else this.lastChunk.next = chunk;
    this.lastChunk = chunk;
    this.unsent += length;
    return length + CHUNK_OWN_BYTES;
  }
}

function assertSendable(headers: EncodedHeaders, more: EncodedHeaders | undefined): void {
  assert(fitOneBlock(headers, more), "a header block to send has at most ENCODED_BLOCK_BYTES_MAX bytes");
}
