import { assert } from "../assert.js";
import type { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Connection } from "../http2/connection.js";
import { ErrorCode } from "../http2/error-code.js";
import type { Http2Stream, ResetBy, StreamOwner } from "../http2/stream.js";
import { ENCODED_BLOCK_BYTES_MAX, RESENDS_MAX, UNSENT_CALL_BYTES_MAX } from "../limits.js";
import type { AnyMethod } from "../service/service.js";
import type { Deadlines, Waiting } from "../time/deadlines.js";
import type { Compression } from "../wire/compression.js";
import type { ReadonlyMetadata } from "../wire/metadata.js";
import { Status, statusOfReset } from "../wire/status.js";
import type { CallOptions, ClientInterceptor, Done, IncomingMessages, OutgoingMessages, StartingCall } from "./call.js";
import { Request } from "./request.js";
import type { RequestHeaders } from "./request-headers.js";
import { Response, type ResponseRules, type ResponseSink } from "./response.js";
import { RpcError } from "./rpc-error.js";

/** What a call needs of its channel. */
export interface CallChannel extends ResponseRules {
  readonly compression: Compression | undefined;
  readonly deadlines: Deadlines;
  readonly headers: RequestHeaders;
  readonly interceptors: readonly ClientInterceptor[];
  now(): number;
  soon(run: () => void): void;
  /** Finds a connection for the call, now or when there is one. */
  place(call: ClientCall): void;
  /** The call is over, wherever it was. */
  ended(call: ClientCall): void;
  /** A callback threw. */
  failed(bug: unknown, method: AnyMethod): void;
}

const NO_OPTIONS: CallOptions = {};

/** One call, of any kind: what its maker sees of it, and what the stream below tells it. */
export class ClientCall
  implements OutgoingMessages<unknown>, IncomingMessages<unknown>, StartingCall, StreamOwner, ResponseSink, Waiting
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
  readonly #request: Request;
  readonly #response: Response;
  #isOver = false;
  /** The status that the maker was told. */
  #code: Status | undefined;
  #hasDeadline = false;
  #whenFinished: ((code: Status) => void)[] | undefined;
  /** Interceptors that have been asked. */
  #asked = 0;
  /** It could not go at once, so some of its time is over. */
  #hasWaited = false;
  #resends = 0;
  /** No server has it, or can have begun to work on it. */
  #isUntouched = true;

  constructor(
    channel: CallChannel,
    method: AnyMethod,
    options: CallOptions | undefined,
    done: Done<unknown> | undefined,
  ) {
    this.#channel = channel;
    this.method = method;
    this.#options = options ?? NO_OPTIONS;
    this.#done = done;
    const { metadata, compress = false, timeoutMs = Infinity } = this.#options;
    assert(!Number.isNaN(timeoutMs), "timeoutMs is a number of milliseconds");
    this.#request = new Request(method.path, metadata, compress ? channel.compression : undefined);
    this.#response = new Response(channel, this, done !== undefined);
    this.dueAt = timeoutMs === Infinity ? Infinity : channel.now() + timeoutMs;
  }

  // --- For its channel.

  get waitsForReady(): boolean {
    return this.#options.waitForReady ?? false;
  }

  /** The request is what the method takes if it takes one message. */
  start(request: Uint8Array | undefined): void {
    if (request !== undefined) this.#request.only(request);
    if (this.dueAt !== Infinity) {
      this.#hasDeadline = true;
      this.#channel.deadlines.add(this);
    }
    this.#intercept(0);
  }

  /** No connection takes it for now. */
  wait(): void {
    this.#hasWaited = true;
  }

  /** Goes on its way, or fails because it never could; false if the connection has no room. */
  attach(connection: Http2Connection): boolean {
    // The time as it was asked for is a text that is known already; only who waited needs another.
    const timeoutMs = this.#hasWaited ? this.dueAt - this.#channel.now() : (this.#options.timeoutMs ?? Infinity);
    const hasUnsent = this.#request.unsentBytes > 0;
    const sent = this.#request.send(this, connection, this.#channel.headers, timeoutMs);
    if (sent === "tooLarge") {
      const most = `all headers of a call may take ${ENCODED_BLOCK_BYTES_MAX} bytes`;
      this.fail(Status.RESOURCE_EXHAUSTED, `the metadata of this call is too large: ${most}`);
    }
    if (sent === "sent") this.#isUntouched = false;
    if (hasUnsent && this.#request.hasRoom) this.#channel.soon(() => this.onDrain());
    return sent !== "noRoom";
  }

  // --- For its maker.

  get isOver(): boolean {
    return this.#isOver;
  }

  get metadata(): ReadonlyMetadata | undefined {
    return this.#response.metadata;
  }

  get trailers(): ReadonlyMetadata | undefined {
    return this.#response.trailers;
  }

  addMetadata(name: string, value: string | Uint8Array): void {
    this.#request.addMetadata(name, value);
  }

  whenFinished(run: (code: Status) => void): void {
    const code = this.#code;
    if (code === undefined) (this.#whenFinished ??= []).push(run);
    else this.#channel.soon(() => this.#run(run, code));
  }

  write(message: unknown): boolean {
    assert(!this.#request.hasEnded, "nothing is written behind the end");
    if (this.#isOver) return false;
    const hasRoom = this.#request.write(this.method.request.encode(message));
    if (this.#request.unsentBytes > UNSENT_CALL_BYTES_MAX) {
      this.fail(
        Status.RESOURCE_EXHAUSTED,
        "more was written than is kept for a call without a connection: heed what write returns",
      );
    }
    return hasRoom;
  }

  get unsentBytes(): number {
    return this.#request.stream?.unsent ?? this.#request.unsentBytes;
  }

  end(): void {
    if (!this.#isOver && !this.#request.hasEnded) this.#request.end();
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
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
    this.#channel.soon(() => this.#response.read());
  }

  // --- For the stream and the deadline.

  onHeaders(stream: Http2Stream, headers: HeaderBlock, ended: boolean): void {
    this.#response.headers(stream, headers, ended);
  }

  onWhole(stream: Http2Stream, headers: HeaderBlock, body: Uint8Array, trailers: HeaderBlock): void {
    this.#response.whole(stream, headers, body, trailers);
  }

  onData(_stream: Http2Stream, bytes: Uint8Array, ended: boolean): void {
    this.#response.data(bytes, ended);
  }

  onTrailers(_stream: Http2Stream, trailers: HeaderBlock): void {
    this.#response.trailed(trailers);
  }

  onDrain(): void {
    if (!this.#isOver) this.#run(this.onWritable);
  }

  onReset(_stream: Http2Stream, code: ErrorCode, by: ResetBy, unprocessed: boolean): void {
    if (this.#isOver) return;
    this.#request.detach();
    // Who has begun to answer has looked at it, whatever it says.
    this.#isUntouched = unprocessed && this.#response.metadata === undefined;
    if (this.#isUntouched && this.#request.isWhole && this.#resends < RESENDS_MAX) {
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

  expired(): void {
    this.#hasDeadline = false;
    this.#finish(Status.DEADLINE_EXCEEDED, "the deadline has passed");
  }

  // --- For its response.

  begun(): void {
    if (this.onMetadata !== undefined) this.#run(this.onMetadata, this.#response.metadata);
  }

  messageCame(message: unknown): void {
    this.#run(this.onMessage, message);
  }

  concluded(code: Status, message: string): void {
    this.#finish(code, message);
  }

  // --- Its own doing.

  #intercept(at: number): void {
    if (this.#isOver) return;
    assert(at === this.#asked, "an interceptor proceeds once");
    this.#asked += 1;
    const interceptor = this.#channel.interceptors[at];
    if (interceptor === undefined) this.#channel.place(this);
    else this.#run(interceptor, this, () => this.#intercept(at + 1));
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
    this.#response.close();
    const { stream, hasEnded } = this.#request;
    if (stream !== undefined) {
      stream.owner = undefined;
      if (!(hasEnded && this.#response.hasEnded)) stream.reset(ErrorCode.CANCEL);
    }
    this.#request.close();
    this.#channel.ended(this);
  }

  #tell(code: Status, message: string): void {
    const error =
      code === Status.OK ? undefined : new RpcError(code, message, this.#response.trailers, this.#isUntouched);
    if (this.#done !== undefined) this.#run(this.#done, error, error === undefined ? this.#response.only : undefined);
    else if (this.onEnd !== undefined) this.#run(this.onEnd, error);
    this.#code = code;
    if (this.#whenFinished !== undefined) for (const run of this.#whenFinished) this.#run(run, code);
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
