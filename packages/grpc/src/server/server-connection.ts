import type { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Connection, ServerOwner } from "../http2/connection.js";
import { ErrorCode } from "../http2/error-code.js";
import type { PlainStreams } from "../http2/plain-streams.js";
import type { Http2Stream } from "../http2/stream.js";
import type { AnyMethod } from "../service/service.js";
import type { Deadlines } from "../time/deadlines.js";
import { Keepalive, type KeepaliveHost } from "../time/keepalive.js";
import { PingStrikes } from "../time/ping-strikes.js";
import { PREFIX_BYTES } from "../wire/message-reader.js";
import { isPlainMessage } from "../wire/plain-message.js";
import type { CallPeer } from "./call.js";
import { RequestHead } from "./request-head.js";
import type { ServerCore } from "./rpc-server.js";
import { type CallHost, ServerCall } from "./server-call.js";

const NO_BYTES = new Uint8Array(0);

/** One client's connection: finds the calls in its requests. */
export class ServerConnection implements ServerOwner, CallHost, KeepaliveHost {
  readonly peer: CallPeer;
  readonly deadlines: Deadlines;
  readonly messageBytesMax: number;
  readonly #core: ServerCore;
  readonly #connection: Http2Connection;
  readonly #strikes: PingStrikes;
  readonly #keepalive: Keepalive;
  #plainStreams: ReturnType<PlainStreams> | undefined;

  constructor(core: ServerCore, connection: Http2Connection, peer: CallPeer) {
    this.#core = core;
    this.#connection = connection;
    this.peer = peer;
    this.deadlines = core.deadlines;
    this.messageBytesMax = core.messageBytesMax;
    this.#strikes = new PingStrikes(core.clock, core.pings);
    this.#keepalive = new Keepalive(core.clock, core.keepalive, this);
  }

  // --- For the HTTP/2 machine.

  onWholeRequest(stream: Http2Stream, headers: HeaderBlock, body: Uint8Array): void {
    const head = this.#headOf(headers);
    const { route } = head;
    if (route === undefined) {
      if (head.isForeign && this.#plain !== undefined) this.#plain.onWholeRequest(stream, headers, body);
      else refuse(stream, head);
      return;
    }
    const call = new ServerCall(this, stream, head, route);
    if (route.takesRequest && isPlainMessage(body, this.messageBytesMax)) call.startWhole(body.subarray(PREFIX_BYTES));
    else call.startInPieces(body, true);
  }

  onRequest(stream: Http2Stream, headers: HeaderBlock, ended: boolean): void {
    const head = this.#headOf(headers);
    if (head.route === undefined) {
      if (head.isForeign && this.#plain !== undefined) this.#plain.onRequest(stream, headers, ended);
      else refuse(stream, head);
      return;
    }
    new ServerCall(this, stream, head, head.route).startInPieces(NO_BYTES, ended);
  }

  onPing(): void {
    if (this.#strikes.received(this.hasCalls, this.#connection.streamBytesSent)) return;
    this.#connection.refuse("pings", "too_many_pings");
  }

  onClose(): void {
    this.#keepalive.stop();
  }

  onReady(): void {
    // A server waits for requests, not for settings.
  }

  onPong(): void {
    this.#keepalive.pong();
  }

  onGoaway(): void {
    // A client that says goodbye still gets its answers, and then closes.
  }

  onCapacity(): void {
    // A server opens no streams.
  }

  // --- For calls.

  now(): number {
    return this.#core.clock.now();
  }

  soon(run: () => void): void {
    this.#core.clock.soon(run);
  }

  began(): void {
    this.#core.openCalls += 1;
  }

  ended(): void {
    this.#core.openCalls -= 1;
  }

  failed(bug: unknown, method: AnyMethod): void {
    this.#core.failed(bug, method);
  }

  // --- For its keepalive.

  get bytesReceived(): number {
    return this.#connection.bytesReceived;
  }

  get hasCalls(): boolean {
    return this.#connection.openStreams > 0;
  }

  ping(): void {
    this.#connection.ping(0);
  }

  dead(): void {
    this.#connection.abort(ErrorCode.NO_ERROR, "keepalive: the client does not answer");
  }

  /** Who takes what is not gRPC. */
  get #plain(): ReturnType<PlainStreams> | undefined {
    return (this.#plainStreams ??= this.#core.other?.(this.peer));
  }

  #headOf(headers: HeaderBlock): RequestHead {
    const known = headers.memo as RequestHead | undefined;
    if (known !== undefined) return known;
    const head = new RequestHead(headers, this.#core.routes, this.#core.codings);
    headers.memo = head;
    return head;
  }
}

function refuse(stream: Http2Stream, { refusal }: RequestHead): void {
  if (refusal !== undefined) stream.sendHeaders(refusal.headers, refusal.more, true);
}
