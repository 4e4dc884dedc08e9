import { assert } from "../assert.js";
import { fitOneBlock } from "../hpack/encoded-headers.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Connection } from "../http2/connection.js";
import { ErrorCode } from "../http2/error-code.js";
import type { Http2Stream, ResetBy, StreamOwner } from "../http2/stream.js";
import { ENCODED_BLOCK_BYTES_MAX, RESENDS_MAX, UNSENT_CALL_BYTES_MAX } from "../limits.js";
import type { Codings } from "../service/codings.js";
import type { AnyMethod } from "../service/service.js";
import type { Deadlines, Waiting } from "../time/deadlines.js";
import type { Compression } from "../wire/compression.js";
import type { Fault } from "../wire/message-faults.js";
import { type InflowSink, MessageInflow } from "../wire/message-inflow.js";
import { PREFIX_BYTES } from "../wire/message-reader.js";
import { Metadata, type ReadonlyMetadata } from "../wire/metadata.js";
import { isPlainMessage } from "../wire/plain-message.js";
import { Status, statusOfReset } from "../wire/status.js";
import type { CallOptions, ClientInterceptor, Done, IncomingMessages, OutgoingMessages, StartingCall } from "./call.js";
import type { RequestHeaders } from "./request-headers.js";
import { ResponseEnd, ResponseHead } from "./responses.js";
import { RpcError } from "./rpc-error.js";

/** What a call needs of its channel. */
export interface CallChannel {
  readonly codings: Codings;
  readonly compression: Compression | undefined;
  readonly deadlines: Deadlines;
  readonly headers: RequestHeaders;
  readonly interceptors: readonly ClientInterceptor[];
  readonly messageBytesMax: number;
  now(): number;
  soon(run: () => void): void;
  /** Finds a connection for the call, now or when there is one. */
  place(call: ClientCall): void;
  /** The call is over, wherever it was. */
  ended(call: ClientCall): void;
  /** A callback threw. */
  failed(bug: unknown, method: AnyMethod): void;
}

const NO_BYTES = new Uint8Array(0);
const noOptions: CallOptions = {};

/** One call, of any kind: what its maker sees of it, and what the stream below tells it. */
export class ClientCall
  implements OutgoingMessages<unknown>, IncomingMessages<unknown>, StartingCall, StreamOwner, InflowSink, Waiting
{
  onMetadata: ((metadata: ReadonlyMetadata) => void) | undefined;
  onMessage: ((message: unknown) => void) | undefined;
  onWritable: (() => void) | undefined;
  onEnd: ((error: RpcError | undefined) => void) | undefined;

  readonly dueAt: number;
  previous: Waiting | undefined;
  next: Waiting | undefined;

  readonly method: AnyMethod;
  readonly #channel: CallChannel;
  readonly #options: CallOptions;
  /** Of methods that give one response. */
  readonly #done: Done<unknown> | undefined;
  #stream: Http2Stream | undefined;
  #isOver = false;
  #hasDeadline = false;
  #finished: ((code: Status) => void) | undefined;

  // --- What is sent.
  #metadata: Metadata | undefined;
  /** The one message of methods that take one: it stays, to be sent again if need be. */
  #request: Uint8Array | undefined;
  /** Other messages, until there is a stream. */
  #unsent: Uint8Array[] | undefined;
  #unsentBytes = 0;
  #hasEnded = false;
  #hasWritten = false;
  #hasWaited = false;
  #resends = 0;

  // --- What came.
  #head: ResponseHead | undefined;
  #inflow: MessageInflow | undefined;
  #response: unknown;
  #responses = 0;
  #end: ResponseEnd | undefined;
  #serverHasEnded = false;
  #isPaused = false;

  constructor(
    channel: CallChannel,
    method: AnyMethod,
    options: CallOptions | undefined,
    done: Done<unknown> | undefined,
  ) {
    this.#channel = channel;
    this.method = method;
    this.#options = options ?? noOptions;
    this.#done = done;
    this.#metadata = this.#options.metadata;
    const timeoutMs = this.#options.timeoutMs ?? Infinity;
    this.dueAt = timeoutMs === Infinity ? Infinity : channel.now() + timeoutMs;
  }

  // --- For its channel.

  get waitsForReady(): boolean {
    return this.#options.waitForReady ?? false;
  }

  /** The request is what the method takes if it takes one message. */
  start(request: Uint8Array | undefined): void {
    if (request !== undefined) {
      this.#request = request;
      this.#hasEnded = true;
    }
    if (this.dueAt !== Infinity) {
      this.#hasDeadline = true;
      this.#channel.deadlines.add(this);
    }
    if (this.#channel.interceptors.length === 0) this.#channel.place(this);
    else this.#intercept(0);
  }

  /** No connection takes it for now. */
  wait(): void {
    this.#hasWaited = true;
  }

  /** Goes on its way, or fails because it never could; false if the connection has no room. */
  attach(connection: Http2Connection): boolean {
    const { headers } = this.#channel;
    // The time as it was asked for is a text that is known already; only who waited needs another.
    const timeoutMs = this.#hasWaited ? this.dueAt - this.#channel.now() : (this.#options.timeoutMs ?? Infinity);
    const common = headers.common(this.method.path, this.#compression);
    const own = headers.own(timeoutMs, this.#metadata);
    if (!fitOneBlock(common, own)) {
      const most = `all headers of a call may take ${ENCODED_BLOCK_BYTES_MAX} bytes`;
      this.fail(Status.RESOURCE_EXHAUSTED, `the metadata of this call is too large: ${most}`);
      return true;
    }
    const stream = connection.request(this, common, own, false);
    if (stream === undefined) return false;
    this.#stream = stream;
    if (this.#request !== undefined) this.#send(stream, this.#request, true);
    else this.#sendUnsent(stream);
    return true;
  }

  // --- For its maker.

  get isOver(): boolean {
    return this.#isOver;
  }

  get metadata(): ReadonlyMetadata | undefined {
    return this.#head?.metadata;
  }

  get trailers(): ReadonlyMetadata | undefined {
    return this.#end?.trailers;
  }

  addMetadata(name: string, value: string | Uint8Array): void {
    // The options are the caller's, and may serve many calls.
    if (this.#metadata === this.#options.metadata) this.#metadata = this.#metadata?.copy() ?? new Metadata();
    this.#metadata?.add(name, value);
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

  write(message: unknown): boolean {
    assert(!this.#hasEnded, "nothing is written behind the end");
    if (this.#isOver) return false;
    const bytes = this.method.request.encode(message);
    const stream = this.#stream;
    if (stream !== undefined) {
      this.#hasWritten = true;
      return this.#send(stream, bytes, false);
    }
    this.#unsentBytes += bytes.length + PREFIX_BYTES;
    (this.#unsent ??= []).push(bytes);
    if (this.#unsentBytes > UNSENT_CALL_BYTES_MAX) {
      this.fail(
        Status.RESOURCE_EXHAUSTED,
        "more was written than is kept for a call without a connection: heed what write returns",
      );
    }
    return false;
  }

  end(): void {
    if (this.#isOver || this.#hasEnded) return;
    this.#hasEnded = true;
    this.#stream?.sendData(-1, NO_BYTES, true);
  }

  cancel(): void {
    this.fail(Status.CANCELLED, "the caller has cancelled the call");
  }

  fail(code: Status, message: string): void {
    if (this.#isOver) return;
    this.#stop();
    this.#channel.soon(() => this.#tell(code, message));
  }

  pause(): void {
    this.#inflow?.pause();
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    const inflow = this.#inflow;
    if (inflow === undefined || this.#isOver) return;
    inflow.resume();
    this.#channel.soon(() => inflow.read());
  }

  // --- For the stream, the messages on it, and the deadline.

  onHeaders(headers: HeaderBlock, ended: boolean): void {
    if (ended) {
      this.#serverHasEnded = true;
      this.#conclude(ResponseEnd.of(headers));
      return;
    }
    const head = ResponseHead.of(headers, this.#channel.codings);
    if (head.fault !== undefined) {
      this.#finish(head.fault.code, head.fault.message);
      return;
    }
    this.#head = head;
    this.#inflow = new MessageInflow(this.#stream ?? nowhere, this, this.#channel.messageBytesMax);
    this.#inflow.compression = head.compression;
    if (this.#isPaused) this.#inflow.pause();
    if (this.onMetadata !== undefined) this.#run(this.onMetadata, head.metadata);
  }

  /** All of the response at once. */
  onWhole(headers: HeaderBlock, body: Uint8Array, trailers: HeaderBlock): void {
    const end = ResponseEnd.of(trailers);
    const done = this.#done;
    this.#serverHasEnded = true;
    if (done !== undefined && end.code === Status.OK && isPlainMessage(body, this.#channel.messageBytesMax)) {
      const head = ResponseHead.of(headers, this.#channel.codings);
      if (head.fault === undefined) {
        this.#head = head;
        this.#end = end;
        if (this.#read(body.subarray(PREFIX_BYTES))) this.#finish(Status.OK, "");
        return;
      }
    }
    this.onHeaders(headers, false);
    this.#end = end;
    this.#inflow?.receive(body, true, false);
  }

  onData(_stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    this.#serverHasEnded = ended;
    this.#inflow?.receive(bytes, ended, true);
  }

  onTrailers(_stream: Http2Stream, trailers: HeaderBlock): void {
    this.#serverHasEnded = true;
    this.#end = ResponseEnd.of(trailers);
    this.#inflow?.receive(NO_BYTES, true, true);
  }

  onDrain(): void {
    this.#run(this.onWritable);
  }

  onReset(_stream: Http2Stream, code: ErrorCode, by: ResetBy, unprocessed: boolean): void {
    if (this.#isOver) return;
    this.#stream = undefined;
    if (unprocessed && !this.#hasWritten && this.#resends < RESENDS_MAX) {
      this.#resends += 1;
      this.#hasWaited = true;
      this.#channel.place(this);
    } else if (by === "connection" || unprocessed) {
      this.#finish(Status.UNAVAILABLE, "the connection was lost before the call ended");
    } else if (code === ErrorCode.CANCEL && this.dueAt <= this.#channel.now()) {
      // The server keeps the time too, and may be the first to see that it is over.
      this.#finish(Status.DEADLINE_EXCEEDED, "the deadline has passed");
    } else {
      this.#finish(
        statusOfReset(code),
        `the stream was reset with error ${code} by ${by === "peer" ? "the server" : "this side"}`,
      );
    }
  }

  message(bytes: Uint8Array): void {
    // It is told when the end is known, and bytes are only lent.
    if (this.#done !== undefined) {
      if (this.#read(new Uint8Array(bytes))) this.#inflow?.keepMessage(bytes.length);
    } else if (this.#read(bytes)) this.#run(this.onMessage, this.#response);
  }

  messagesEnded(): void {
    if (this.#end !== undefined) this.#conclude(this.#end);
    else this.#finish(Status.INTERNAL, "the server ended the call without a status");
  }

  messageFault({ code, message }: Fault): void {
    this.#finish(code, message);
  }

  expired(): void {
    this.#hasDeadline = false;
    this.#finish(Status.DEADLINE_EXCEEDED, "the deadline has passed");
  }

  // --- Its own doing.

  get #compression(): Compression | undefined {
    return this.#options.compress === true ? this.#channel.compression : undefined;
  }

  #intercept(at: number): void {
    if (this.#isOver) return;
    const interceptor = this.#channel.interceptors[at];
    if (interceptor === undefined) this.#channel.place(this);
    else this.#run(interceptor, this, () => this.#intercept(at + 1));
  }

  #send(stream: Http2Stream, bytes: Uint8Array, end: boolean): boolean {
    const compression = this.#compression;
    if (compression === undefined) return stream.sendData(0, bytes, end);
    return stream.sendData(1, compression.compress(bytes), end);
  }

  #sendUnsent(stream: Http2Stream): void {
    let hasRoom = true;
    for (const bytes of this.#unsent ?? []) hasRoom = this.#send(stream, bytes, false);
    this.#hasWritten ||= this.#unsent !== undefined;
    if (this.#unsent !== undefined && hasRoom) this.#channel.soon(() => this.onDrain());
    this.#unsent = undefined;
    if (this.#hasEnded) stream.sendData(-1, NO_BYTES, true);
  }

  /** True if it is a message that belongs here; what is not ends the call. */
  #read(bytes: Uint8Array): boolean {
    this.#responses += 1;
    if (this.#done !== undefined && this.#responses > 1) {
      this.#finish(Status.UNIMPLEMENTED, "the method gives one message, and the server sent more");
      return false;
    }
    try {
      this.#response = this.method.response.decode(bytes);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : "its codec refuses it";
      this.#finish(Status.INTERNAL, `a message of the server can not be read: ${why}`);
      return false;
    }
  }

  #conclude(end: ResponseEnd): void {
    this.#end = end;
    if (end.code === Status.OK && this.#done !== undefined && this.#responses === 0) {
      this.#finish(Status.UNIMPLEMENTED, "the method gives one message, and the server sent none");
    } else {
      this.#finish(end.code, end.message);
    }
  }

  #finish(code: Status, message: string): void {
    if (this.#isOver) return;
    this.#stop();
    this.#tell(code, message);
  }

  /** From here on nothing more comes nor goes. */
  #stop(): void {
    this.#isOver = true;
    if (this.#hasDeadline) this.#channel.deadlines.remove(this);
    this.#inflow?.close();
    const stream = this.#stream;
    if (stream !== undefined) {
      stream.owner = undefined;
      if (!(this.#hasEnded && this.#serverHasEnded)) stream.reset(ErrorCode.CANCEL);
    }
    this.#unsent = undefined;
    this.#channel.ended(this);
  }

  #tell(code: Status, message: string): void {
    const error = code === Status.OK ? undefined : new RpcError(code, message, this.#end?.trailers);
    if (this.#done !== undefined) this.#run(this.#done, error, error === undefined ? this.#response : undefined);
    else if (this.onEnd !== undefined) this.#run(this.onEnd, error);
    if (this.#finished !== undefined) this.#run(this.#finished, code);
  }

  /** Lets the maker do something. What it throws is a bug of the maker, and must not hurt other calls. */
  #run(callback: ((...parameters: never[]) => void) | undefined, first?: unknown, second?: unknown): void {
    try {
      (callback as ((first?: unknown, second?: unknown) => void) | undefined)?.(first, second);
    } catch (bug) {
      this.#channel.failed(bug, this.method);
      this.cancel();
    }
  }
}

const nowhere = { consume: () => undefined, keeps: () => undefined };
