import type { HeaderBlock } from "../hpack/header-block.js";
import type { ClientOwner, Http2Connection } from "../http2/connection.js";
import { ErrorCode } from "../http2/error-code.js";
import type { Http2Stream } from "../http2/stream.js";
import type { Clock } from "../time/clock.js";
import { Keepalive, type KeepaliveHost, type KeepaliveOptions } from "../time/keepalive.js";
import type { ClientCall } from "./client-call.js";

/** Whom a connection tells of itself. */
interface Address {
  ready(connection: ClientConnection): void;
  leaving(connection: ClientConnection, isPingedTooOften: boolean): void;
  closed(connection: ClientConnection, text: string): void;
  hasCapacity(): void;
}

/** One connection to a server, from the attempt to its end. */
export class ClientConnection implements ClientOwner, KeepaliveHost {
  readonly #address: Address;
  readonly #clock: Clock;
  readonly #keepaliveOptions: KeepaliveOptions | undefined;
  #http2: Http2Connection | undefined;
  #keepalive: Keepalive | undefined;
  #isClosed = false;

  constructor(address: Address, clock: Clock, keepalive: KeepaliveOptions | undefined) {
    this.#address = address;
    this.#clock = clock;
    this.#keepaliveOptions = keepalive;
  }

  get http2(): Http2Connection | undefined {
    return this.#http2;
  }

  begin(http2: Http2Connection): ClientOwner {
    this.#http2 = http2;
    return this;
  }

  /** Takes no more calls and closes once those that there are have ended; false if there is nothing to close. */
  leave(): boolean {
    if (this.#isClosed || this.#http2 === undefined) return false;
    this.#http2.close();
    return true;
  }

  giveUp(why: string): void {
    if (!this.#isClosed) this.#http2?.abort(ErrorCode.NO_ERROR, why);
  }

  // --- For the HTTP/2 machine. Streams without an owner are of calls that ended before their answer.

  onResponse(stream: Http2Stream, headers: HeaderBlock, ended: boolean): void {
    (stream.owner as ClientCall | undefined)?.onHeaders(stream, headers, ended);
  }

  onWholeResponse(stream: Http2Stream, headers: HeaderBlock, body: Uint8Array, trailers: HeaderBlock): void {
    (stream.owner as ClientCall | undefined)?.onWhole(stream, headers, body, trailers);
  }

  onReady(): void {
    if (this.#keepaliveOptions !== undefined)
      this.#keepalive = new Keepalive(this.#clock, this.#keepaliveOptions, this);
    this.#address.ready(this);
  }

  onGoaway(code: ErrorCode, _lastStream: number, text: string): void {
    this.#address.leaving(this, code === ErrorCode.ENHANCE_YOUR_CALM && text === "too_many_pings");
  }

  onCapacity(): void {
    this.#address.hasCapacity();
  }

  onClose(_code: ErrorCode, text: string): void {
    this.#isClosed = true;
    this.#keepalive?.stop();
    this.#address.closed(this, text);
  }

  onPing(): void {
    // The machine has answered; how often servers ask is theirs to say.
  }

  onPong(): void {
    this.#keepalive?.pong();
  }

  // --- For its keepalive.

  get bytesReceived(): number {
    return this.#http2?.bytesReceived ?? 0;
  }

  get hasCalls(): boolean {
    return (this.#http2?.openStreams ?? 0) > 0;
  }

  ping(): void {
    this.#http2?.ping(0);
  }

  dead(): void {
    this.giveUp("keepalive: the server does not answer");
  }
}
