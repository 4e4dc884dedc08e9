import { assert } from "../assert.js";
import { encodeHeaders, fitOneBlock } from "../hpack/encoded-headers.js";
import type { Http2Stream, StreamOwner } from "../http2/stream.js";
import { ENCODED_BLOCK_BYTES_MAX } from "../limits.js";
import type { AnyMethod } from "../service/service.js";
import type { Deadlines, Waiting } from "../time/deadlines.js";
import type { Fault } from "../wire/message-faults.js";
import { type InflowSink, MessageInflow } from "../wire/message-inflow.js";
import type { Metadata, ReadonlyMetadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import type { CallPeer, ReadCall, ReplyCall, WriteCall } from "./call.js";
import type { RequestHead } from "./request-head.js";
import { endDetails, endOf, okTrailers, responseHeaders } from "./responses.js";
import type { Route } from "./route.js";

/** What a call needs of the connection that it came on, and of the server behind. */
export interface CallHost {
  readonly peer: CallPeer;
  readonly deadlines: Deadlines;
  readonly messageBytesMax: number;
  now(): number;
  soon(run: () => void): void;
  began(): void;
  ended(): void;
  /** A handler threw. */
  failed(bug: unknown, method: AnyMethod): void;
}

const NO_BYTES = new Uint8Array(0);

const METADATA_TOO_LARGE = `the server's metadata is too large: all headers of an answer may take ${ENCODED_BLOCK_BYTES_MAX} bytes`;

/** One call, of any kind: what its handler sees of it, and what the stream below tells it. */
export class ServerCall
  implements ReplyCall<unknown>, WriteCall<unknown>, ReadCall<unknown>, StreamOwner, InflowSink, Waiting
{
  onCancel: (() => void) | undefined;
  onWritable: (() => void) | undefined;
  onMessage: ((message: unknown) => void) | undefined;
  onEnd: (() => void) | undefined;

  readonly dueAt: number;
  previous: Waiting | undefined;
  next: Waiting | undefined;

  readonly #host: CallHost;
  readonly #stream: Http2Stream;
  readonly #head: RequestHead;
  readonly #route: Route;
  #isOver = false;
  #hasDeadline = false;
  #hasSentHeaders = false;
  #finished: ((code: Status) => void) | undefined;
  /** Where the request comes in pieces. */
  #inflow: MessageInflow | undefined;
  /** The one message of a method that takes one, until the client has ended. */
  #request: Uint8Array | undefined;

  constructor(host: CallHost, stream: Http2Stream, head: RequestHead, route: Route) {
    this.#host = host;
    this.#stream = stream;
    this.#head = head;
    this.#route = route;
    this.dueAt = head.timeoutMs === Infinity ? Infinity : host.now() + head.timeoutMs;
    host.began();
  }

  // --- For its connection.

  /** The whole request is here, and is one plain message. */
  startWhole(message: Uint8Array): void {
    this.#enter(message);
    this.#goOn();
  }

  /** The headers are here, and maybe more, which is lent for the call. */
  startInPieces(body: Uint8Array, ended: boolean): void {
    this.#inflow = new MessageInflow(this.#stream, this, this.#host.messageBytesMax);
    this.#inflow.compression = this.#head.compression;
    this.#goOn();
    if (!this.#route.takesRequest) this.#enter(undefined);
    if (body.length > 0 || ended) this.#inflow.receive(body, ended, false);
  }

  // --- For its handler.

  get method(): AnyMethod {
    return this.#route.method;
  }

  get metadata(): ReadonlyMetadata {
    return this.#head.metadata;
  }

  get timeLeftMs(): number {
    return this.dueAt === Infinity ? Infinity : this.dueAt - this.#host.now();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get peer(): CallPeer {
    return this.#host.peer;
  }

  whenFinished(run: (code: Status) => void): void {
    const before = this.#finished;
    this.#finished =
      before === undefined
        ? run
        : (code) => {
            before(code);
            run(code);
          };
  }

  sendMetadata(metadata: Metadata): void {
    if (this.#isOver) return;
    assert(!this.#hasSentHeaders, "metadata is sent once, and before the first message");
    const common = responseHeaders(this.#head.compression);
    const own = encodeHeaders(metadata);
    if (!fitOneBlock(common, own)) {
      this.#finish(Status.RESOURCE_EXHAUSTED, METADATA_TOO_LARGE, undefined);
      this.#host.soon(() => this.#run(this.onCancel));
      return;
    }
    this.#hasSentHeaders = true;
    this.#stream.sendHeaders(common, own, false);
  }

  reply(message: unknown, trailers?: Metadata): void {
    if (this.#isOver) return;
    const bytes = this.#route.method.response.encode(message);
    if (this.#hasSentHeaders || trailers !== undefined || this.#head.compression !== undefined) {
      this.#send(bytes);
      this.#finish(Status.OK, "", trailers);
      return;
    }
    this.#stream.respond(responseHeaders(undefined), 0, bytes, okTrailers);
    this.#close(Status.OK);
  }

  write(message: unknown): boolean {
    return !this.#isOver && this.#send(this.#route.method.response.encode(message));
  }

  end(trailers?: Metadata): void {
    this.#finish(Status.OK, "", trailers);
  }

  fail(code: Status, message: string, trailers?: Metadata): void {
    assert(code !== Status.OK, "OK is no failure: use reply or end");
    this.#finish(code, message, trailers);
  }

  pause(): void {
    this.#inflow?.pause();
  }

  resume(): void {
    const inflow = this.#inflow;
    if (inflow === undefined || this.#isOver) return;
    inflow.resume();
    this.#host.soon(() => inflow.read());
  }

  // --- For the stream, the messages on it, and the deadline.

  onData(_stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    this.#inflow?.receive(bytes, ended, true);
  }

  /** gRPC's clients have no use for trailers, but HTTP allows them. */
  onTrailers(): void {
    this.#inflow?.receive(NO_BYTES, true, true);
  }

  onReset(): void {
    if (this.#isOver) return;
    this.#close(Status.CANCELLED);
    this.#run(this.onCancel);
  }

  onDrain(): void {
    this.#run(this.onWritable);
  }

  message(bytes: Uint8Array): void {
    if (!this.#route.takesRequest) this.#deliver(bytes);
    else if (this.#request === undefined) this.#request = new Uint8Array(bytes);
    else this.#abort(Status.UNIMPLEMENTED, "the method takes one message, and the client sent more");
  }

  messagesEnded(): void {
    if (!this.#route.takesRequest) this.#run(this.onEnd);
    else if (this.#request !== undefined) this.#enter(this.#request);
    else this.#abort(Status.UNIMPLEMENTED, "the method takes one message, and the client sent none");
  }

  messageFault({ code, message }: Fault): void {
    this.#abort(code, message);
  }

  expired(): void {
    this.#hasDeadline = false;
    this.#abort(Status.DEADLINE_EXCEEDED, "the deadline has passed");
  }

  // --- Its own doing.

  #goOn(): void {
    if (this.#isOver) return;
    this.#stream.owner = this;
    if (this.dueAt === Infinity) return;
    this.#hasDeadline = true;
    this.#host.deadlines.add(this);
  }

  /** Goes to the handler, past whoever stands before it. */
  #enter(bytes: Uint8Array | undefined): void {
    if (this.#route.interceptors.length === 0) {
      this.#handle(bytes);
      return;
    }
    // They may let it wait, and bytes are only lent.
    const kept = bytes && new Uint8Array(bytes);
    this.#inflow?.pause();
    this.#intercept(0, kept);
  }

  #intercept(at: number, bytes: Uint8Array | undefined): void {
    if (this.#isOver) return;
    const interceptor = this.#route.interceptors[at];
    if (interceptor === undefined) {
      this.resume();
      this.#handle(bytes);
    } else {
      this.#run(interceptor, this, () => this.#intercept(at + 1, bytes));
    }
  }

  #handle(bytes: Uint8Array | undefined): void {
    const { method, handler } = this.#route;
    if (bytes === undefined) {
      this.#run(handler, this);
      return;
    }
    let request: unknown;
    try {
      request = method.request.decode(bytes);
    } catch (error) {
      this.#abort(Status.INTERNAL, unreadable(error));
      return;
    }
    this.#run(handler, request, this);
  }

  #deliver(bytes: Uint8Array): void {
    let message: unknown;
    try {
      message = this.#route.method.request.decode(bytes);
    } catch (error) {
      this.#abort(Status.INTERNAL, unreadable(error));
      return;
    }
    this.#run(this.onMessage, message);
  }

  /** Lets the handler do something. What it throws is a bug, which ends this call and nothing else. */
  #run(callback: ((...parameters: never[]) => void) | undefined, first?: unknown, second?: unknown): void {
    try {
      (callback as ((first?: unknown, second?: unknown) => void) | undefined)?.(first, second);
    } catch (bug) {
      this.#host.failed(bug, this.#route.method);
      this.#abort(Status.INTERNAL, "the handler of this method has failed");
    }
  }

  #send(bytes: Uint8Array): boolean {
    const { compression } = this.#head;
    if (!this.#hasSentHeaders) {
      this.#hasSentHeaders = true;
      this.#stream.sendHeaders(responseHeaders(compression), undefined, false);
    }
    if (compression === undefined) return this.#stream.sendData(0, bytes, false);
    return this.#stream.sendData(1, compression.compress(bytes), false);
  }

  #finish(code: Status, message: string, trailers: Metadata | undefined): void {
    if (this.#isOver) return;
    const end = endOf(code, !this.#hasSentHeaders);
    const details = endDetails(message, trailers);
    if (!fitOneBlock(end, details)) {
      this.#finish(Status.RESOURCE_EXHAUSTED, METADATA_TOO_LARGE, undefined);
      return;
    }
    if (this.#hasSentHeaders) this.#stream.sendTrailers(end, details);
    else this.#stream.sendHeaders(end, details, true);
    this.#close(code);
  }

  /** Ends the call without the handler's doing. */
  #abort(code: Status, message: string): void {
    if (this.#isOver) return;
    this.#finish(code, message, undefined);
    this.#run(this.onCancel);
  }

  #close(code: Status): void {
    this.#isOver = true;
    if (this.#hasDeadline) this.#host.deadlines.remove(this);
    this.#stream.owner = undefined;
    this.#inflow?.close();
    this.#host.ended();
    if (this.#finished !== undefined) this.#run(this.#finished, code);
  }
}

function unreadable(error: unknown): string {
  return `a message can not be read: ${error instanceof Error ? error.message : "its codec refuses it"}`;
}
