import { assert } from "../assert.js";
import type { ErrorCode } from "../http2/error-code.js";
import type { Http2Stream, ResetBy, StreamOwner } from "../http2/stream.js";
import type { AnyMethod } from "../service/service.js";
import type { Deadlines, Waiting } from "../time/deadlines.js";
import type { Fault } from "../wire/message-faults.js";
import { type InflowSink, MessageInflow } from "../wire/message-inflow.js";
import { PREFIX_BYTES } from "../wire/message-reader.js";
import type { Metadata, ReadonlyMetadata } from "../wire/metadata.js";
import { isPlainMessage } from "../wire/plain-message.js";
import { Status, statusOfReset } from "../wire/status.js";
import { Answer } from "./answer.js";
import type { CallPeer, ReadCall, ReplyCall, WriteCall } from "./call.js";
import type { RequestHead } from "./request-head.js";
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
const HANDLER_FAILED = "the handler of this method has failed";

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
  readonly #answer: Answer;
  /** How it has ended. */
  #code: Status | undefined;
  #hasDeadline = false;
  #whenFinished: ((code: Status) => void)[] | undefined;
  /** Where the request comes in pieces. */
  #inflow: MessageInflow | undefined;
  /** The one message of a method that takes one, until its handler is called. */
  #request: Uint8Array | undefined;
  /** Interceptors that have been asked. */
  #asked = 0;

  constructor(host: CallHost, stream: Http2Stream, head: RequestHead, route: Route) {
    this.#host = host;
    this.#stream = stream;
    this.#head = head;
    this.#route = route;
    this.#answer = new Answer(stream, head.compression);
    this.dueAt = head.timeoutMs === Infinity ? Infinity : host.now() + head.timeoutMs;
    route.tally.started += 1;
    host.began();
  }

  // --- For its connection.

  /** The whole request is here, and is one plain message, which is lent for the call. */
  startWhole(message: Uint8Array): void {
    this.#takeWhole(message);
    this.#goOn();
  }

  /** The headers are here, and maybe more, which is lent for the call. */
  startInPieces(body: Uint8Array, ended: boolean): void {
    this.#goOn();
    if (!this.#route.takesRequest) {
      // Nobody hears of messages until the call has passed the interceptors.
      if (this.#route.interceptors.length > 0) this.#inPieces().pause();
      this.#intercept(0);
    }
    if (!this.isOver && (body.length > 0 || ended)) this.#inPieces().receive(body, ended, false);
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
    return this.#code !== undefined;
  }

  get peer(): CallPeer {
    return this.#host.peer;
  }

  whenFinished(run: (code: Status) => void): void {
    const code = this.#code;
    if (code === undefined) (this.#whenFinished ??= []).push(run);
    else this.#host.soon(() => this.#run(run, code));
  }

  sendMetadata(metadata: Metadata): void {
    if (this.isOver) return;
    assert(!this.#answer.hasBegun, "metadata is sent once, and before the first message");
    if (this.#answer.begin(metadata)) return;
    this.#close(Status.RESOURCE_EXHAUSTED);
    this.#cancelSoon();
  }

  reply(message: unknown, trailers?: Metadata): void {
    const bytes = this.#encode(message);
    if (bytes === undefined) return;
    this.#route.tally.addSent(bytes.length);
    this.#close(this.#answer.reply(bytes, trailers));
  }

  write(message: unknown): boolean {
    const bytes = this.#encode(message);
    if (bytes === undefined) return false;
    this.#route.tally.addSent(bytes.length);
    return this.#answer.message(bytes);
  }

  end(trailers?: Metadata): void {
    this.#finish(Status.OK, "", trailers);
  }

  fail(code: Status, message: string, trailers?: Metadata): void {
    assert(code !== Status.OK, "OK is no failure: use reply or end");
    this.#finish(code, message, trailers);
  }

  pause(): void {
    if (!this.isOver) this.#inPieces().pause();
  }

  resume(): void {
    const inflow = this.#inflow;
    if (inflow === undefined || this.isOver) return;
    inflow.resume();
    this.#host.soon(() => inflow.read());
  }

  // --- For the stream, the messages on it, and the deadline.

  onData(stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    const { takesRequest } = this.#route;
    const isWhole = ended && takesRequest && this.#inflow === undefined;
    if (isWhole && isPlainMessage(bytes, this.#host.messageBytesMax)) {
      stream.consume(bytes.length);
      this.#takeWhole(bytes.subarray(PREFIX_BYTES));
    } else this.#inPieces().receive(bytes, ended, true);
  }

  /** gRPC's clients have no use for trailers, but HTTP allows them. */
  onTrailers(): void {
    this.#inPieces().receive(NO_BYTES, true, true);
  }

  onReset(_stream: Http2Stream, code: ErrorCode, by: ResetBy): void {
    if (this.isOver) return;
    this.#close(by === "machine" ? statusOfReset(code) : Status.CANCELLED);
    this.#run(this.onCancel);
  }

  onDrain(): void {
    this.#run(this.onWritable);
  }

  message(bytes: Uint8Array): void {
    this.#route.tally.addReceived(bytes.length);
    if (!this.#route.takesRequest) this.#deliver(bytes);
    else if (this.#request === undefined) {
      this.#request = new Uint8Array(bytes);
      this.#inflow?.keepMessage(bytes.length);
    } else this.#abort(Status.UNIMPLEMENTED, "the method takes one message, and the client sent more");
  }

  messagesEnded(): void {
    if (!this.#route.takesRequest) this.#run(this.onEnd);
    else if (this.#request !== undefined) this.#intercept(0);
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
    if (this.isOver) return;
    this.#stream.owner = this;
    if (this.dueAt === Infinity) return;
    this.#hasDeadline = true;
    this.#host.deadlines.add(this);
  }

  /** The one message of the call, all of it, is lent for the call. */
  #takeWhole(message: Uint8Array): void {
    this.#route.tally.addReceived(message.length);
    this.#request = message;
    this.#intercept(0);
    this.#keepRequest();
  }

  /** Where an interceptor lets the call wait. (`slice` of a Buffer would be a view.) */
  #keepRequest(): void {
    if (this.#request !== undefined) this.#request = new Uint8Array(this.#request);
  }

  #inPieces(): MessageInflow {
    if (this.#inflow === undefined) {
      this.#inflow = new MessageInflow(this.#stream, this, this.#host.messageBytesMax);
      this.#inflow.compression = this.#head.compression;
    }
    return this.#inflow;
  }

  /** Goes to the handler, past whoever stands before it. */
  #intercept(at: number): void {
    if (this.isOver) return;
    assert(at === this.#asked, "an interceptor proceeds once");
    this.#asked += 1;
    const interceptor = this.#route.interceptors[at];
    if (interceptor === undefined) this.#handle();
    else this.#run(interceptor, this, () => this.#intercept(at + 1));
  }

  #handle(): void {
    const { method, handler, interceptors, takesRequest } = this.#route;
    if (!takesRequest) {
      if (interceptors.length > 0) this.resume();
      this.#run(handler, this);
      return;
    }
    const bytes = this.#request ?? NO_BYTES;
    this.#request = undefined;
    this.#inflow?.keepMessage(0);
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

  /** Undefined where the call is over, also for the reason that this is no message. */
  #encode(message: unknown): Uint8Array | undefined {
    if (this.isOver) return undefined;
    try {
      return this.#route.method.response.encode(message);
    } catch (bug) {
      this.#host.failed(bug, this.#route.method);
      this.#finish(Status.INTERNAL, HANDLER_FAILED, undefined);
      this.#cancelSoon();
      return undefined;
    }
  }

  /** Lets the handler do something. What it throws is a bug, which ends this call and nothing else. */
  #run(callback: ((...parameters: never[]) => void) | undefined, first?: unknown, second?: unknown): void {
    try {
      (callback as ((first?: unknown, second?: unknown) => void) | undefined)?.(first, second);
    } catch (bug) {
      this.#host.failed(bug, this.#route.method);
      this.#abort(Status.INTERNAL, HANDLER_FAILED);
    }
  }

  #finish(code: Status, message: string, trailers: Metadata | undefined): void {
    if (!this.isOver) this.#close(this.#answer.end(code, message, trailers));
  }

  /** Ends the call without the handler's doing. */
  #abort(code: Status, message: string): void {
    if (this.isOver) return;
    this.#finish(code, message, undefined);
    this.#run(this.onCancel);
  }

  /** The same after a call of the handler that could not be done, because nothing is told from within. */
  #cancelSoon(): void {
    this.#host.soon(() => this.#run(this.onCancel));
  }

  #close(code: Status): void {
    this.#code = code;
    this.#route.tally.addEnded(code);
    if (this.#hasDeadline) this.#host.deadlines.remove(this);
    this.#stream.owner = undefined;
    this.#request = undefined;
    this.#inflow?.close();
    this.#host.ended();
    if (this.#whenFinished !== undefined) for (const run of this.#whenFinished) this.#run(run, code);
  }
}

function unreadable(error: unknown): string {
  return `a message can not be read: ${error instanceof Error ? error.message : "its codec refuses it"}`;
}
