import { assert } from "../assert.js";
import type { EncodedHeaders } from "../hpack/encoded-headers.js";
import { FRAME_BYTES_MAX } from "../limits.js";
import type { ClientOwner, Http2Connection, ServerOwner } from "./connection.js";
import { ErrorCode } from "./error-code.js";
import * as frame from "./frame.js";
import { MachineState, noBytes, type Surroundings } from "./machine-state.js";
import { PartialFrame } from "./partial-frame.js";
import { makePing, sayGoodbye, sayLastStream } from "./receive-control.js";
import { receiveFrame } from "./receive-frame.js";
import type { Refusal } from "./refusals.js";
import { makeSettings } from "./settings.js";
import { StallWatch } from "./stall-watch.js";
import type { Http2Stream, StreamOwner } from "./stream.js";
import { StreamState } from "./stream-state.js";

/** Who speaks: a server is asked for its owner once the client's preface is complete, a client at once. */
export type Role<Owner extends StreamOwner> =
  | { readonly server: (connection: Http2Connection<Owner>) => ServerOwner<Owner> }
  | { readonly client: (connection: Http2Connection<Owner>) => ClientOwner<Owner> };

/**
 * One end of an HTTP/2 connection, without the connection: bytes that were read go into `receive`, bytes to write come
 * out of `pull`, the time comes by `tick`. Whoever holds the socket calls `settle` and `pull` at the end of a turn in
 * which `wake` was called, and `pull` again whenever the socket has taken everything and `hasOutput`.
 */
export class Machine<Owner extends StreamOwner = StreamOwner> implements Http2Connection<Owner> {
  memo: unknown = undefined;
  bytesReceived = 0;
  readonly #state: MachineState;
  readonly #accept: ((connection: Http2Connection<Owner>) => ServerOwner<Owner>) | undefined;
  readonly #partial = new PartialFrame();
  /** How much of the client's preface is still to come. */
  #prefaceLeft: number;
  /** When something was last going on, or a deadline began. */
  #since: number;
  #lastTick: number;
  /** When it was last looked for what stalls, and how many bytes were pulled so far. */
  #lookedAt: number;
  #bytesPulled = 0;
  readonly #stalls = new StallWatch();
  #closedAt: number | undefined = undefined;
  #goodbye = false;

  constructor(role: Role<Owner>, surroundings: Surroundings, now: number) {
    const server = "server" in role;
    const state = new MachineState(server, surroundings);
    this.#state = state;
    this.#since = this.#lastTick = this.#lookedAt = now;
    this.#prefaceLeft = server ? frame.PREFACE.length : 0;
    this.#accept = server ? role.server : undefined;
    if (!server) {
      state.outbox.control(frame.PREFACE);
      this.#sayHello();
      state.clientOwner = role.client(this);
    }
  }

  get openStreams(): number {
    return this.#state.streams.size;
  }

  get streamBytesSent(): number {
    return this.#state.outbox.streamBytes;
  }

  get usable(): boolean {
    const { closed, closing, nextStream } = this.#state;
    return !closed && !closing && !this.#goodbye && nextStream <= frame.STREAM_ID_MAX;
  }

  /** There is more to `pull`. */
  get hasOutput(): boolean {
    return !this.#state.outbox.empty;
  }

  /** Everything was said and pulled: the socket can be ended. */
  get finished(): boolean {
    return this.#state.closed && this.#state.outbox.controlFrames === 0;
  }

  request(
    owner: Owner,
    headers: EncodedHeaders,
    more: EncodedHeaders | undefined,
    end: boolean,
  ): Http2Stream<Owner> | undefined {
    const state = this.#state;
    assert(!state.server, "only a client makes requests");
    if (!this.usable) return undefined;
    if (state.streams.size >= state.peer.concurrentStreams) {
      state.wantsCapacity = true;
      return undefined;
    }
    const stream = new StreamState(state.nextStream, state.peer.windowBytes, state);
    state.nextStream += 2;
    stream.owner = owner;
    state.streams.add(stream);
    stream.sendHeaders(headers, more, end);
    return stream as Http2Stream as Http2Stream<Owner>;
  }

  ping(payload: number): void {
    if (!this.#state.closed) this.#state.control(makePing(payload));
  }

  close(): void {
    const state = this.#state;
    if (this.#goodbye || state.closing) return;
    this.#goodbye = true;
    this.#since = this.#lastTick;
    if (state.server) {
      // Before the preface nobody is there to say goodbye to.
      if (this.#prefaceLeft === 0) sayGoodbye(state);
      else state.fail(ErrorCode.NO_ERROR, "");
      return;
    }
    sayLastStream(state);
  }

  abort(code: ErrorCode, text: string): void {
    this.#state.fail(code, text);
  }

  refuse(refusal: Refusal, text: string): void {
    this.#state.refuse(refusal, text);
  }

  /** What was read. The bytes are looked at only during the call. */
  receive(bytes: Uint8Array): void {
    const { closed } = this.#state;
    if (closed) return;
    this.bytesReceived += bytes.length;
    let at = this.#prefaceLeft > 0 ? this.#receivePreface(bytes) : 0;
    if (this.#partial.pending) {
      at = this.#partial.fill(bytes, at);
      const whole = this.#partial.take();
      if (whole !== undefined) this.#receiveFrames(whole, 0);
    }
    at = this.#receiveFrames(bytes, at);
    if (at < bytes.length && !this.#state.closed) this.#partial.begin(bytes, at);
    this.#state.input = noBytes;
    // A window that has grown may have set free what waited.
    if (this.hasOutput) this.#state.wake();
  }

  /** Tells what has to be told outside of any call of the owner. */
  settle(): void {
    this.#state.settle();
  }

  /** Fills the buffer, of OUTPUT_BYTES at least, and returns how many bytes are to be written. */
  pull(target: Uint8Array): number {
    const length = this.#state.outbox.pull(target);
    this.#bytesPulled += length;
    return length;
  }

  /** The other side is gone, or the way to it. */
  ended(text: string): void {
    this.#state.finish(ErrorCode.CANCEL, text);
    this.#state.settle();
  }

  /**
   * Once a second or so, with how many bytes of what was pulled the socket still has. True: the peer has had its time,
   * and the socket is to be destroyed.
   */
  tick(now: number, unwritten = 0): boolean {
    const state = this.#state;
    const { limits } = state;
    state.meters.refill(Math.max(0, now - this.#lastTick) / 1000);
    this.#lastTick = now;
    const waited = now - this.#since;
    if (state.closed) return this.#farewell(now);
    if (!state.gotSettings) {
      if (waited > limits.handshakeMillis) this.#late("handshake", "its preface does not come");
    } else if (!state.settingsAcked) {
      if (waited > limits.settingsAckMillis) this.#late("settings-ack", "it does not acknowledge the settings");
    } else if (state.streams.size > 0) this.#since = now;
    else if (this.#goodbye && waited > limits.goodbyeMillis) sayLastStream(state);
    else if (limits.idleMillis > 0 && waited > limits.idleMillis) this.#idle();
    this.#lookForStalls(now, unwritten);
    return false;
  }

  #idle(): void {
    if (this.#goodbye) return;
    this.#state.refusals.add("idle", "it has not asked for anything for long");
    this.close();
  }

  #lookForStalls(now: number, unwritten: number): void {
    const { stallMillis } = this.#state.limits;
    if (stallMillis === 0 || now - this.#lookedAt < stallMillis) return;
    this.#lookedAt = now;
    this.#stalls.look(this.#state, this.#bytesPulled, unwritten);
  }

  #late(refusal: "handshake" | "settings-ack", sentence: string): void {
    const code = refusal === "handshake" ? ErrorCode.PROTOCOL_ERROR : ErrorCode.SETTINGS_TIMEOUT;
    this.#state.refusals.add(refusal, sentence);
    this.#state.fail(code, sentence);
  }

  /** Whether the peer has had its time to take the last bytes, since the first tick after the end. */
  #farewell(now: number): boolean {
    this.#closedAt ??= now;
    return now - this.#closedAt > this.#state.limits.goodbyeMillis;
  }

  /** SETTINGS, and the connection's window, which begins smaller than ours (RFC 9113, section 6.9.2). */
  #sayHello(): void {
    const { limits } = this.#state;
    this.#state.control(makeSettings(limits, this.#state.server));
    const increment = limits.connectionWindowBytes - frame.WINDOW_DEFAULT;
    if (increment > 0) this.#state.control(frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, increment));
  }

  #receivePreface(bytes: Uint8Array): number {
    const seen = frame.PREFACE.length - this.#prefaceLeft;
    const end = Math.min(this.#prefaceLeft, bytes.length);
    for (let at = 0; at < end; at++) {
      if (bytes[at] === frame.PREFACE[seen + at]) continue;
      this.#state.fail(ErrorCode.PROTOCOL_ERROR, "no HTTP/2 preface");
      return bytes.length;
    }
    this.#prefaceLeft -= end;
    if (this.#prefaceLeft > 0 || this.#accept === undefined) return end;
    this.#sayHello();
    this.#state.serverOwner = this.#accept(this);
    return end;
  }

  /** Returns where the first frame begins that is not whole. */
  #receiveFrames(bytes: Uint8Array, start: number): number {
    const state = this.#state;
    state.input = bytes;
    state.next = start;
    while (!state.closed) {
      const at = state.next;
      if (bytes.length - at < frame.FRAME_HEADER_BYTES) break;
      const length = frame.readUint24(bytes, at);
      if (length > FRAME_BYTES_MAX) {
        state.fail(ErrorCode.FRAME_SIZE_ERROR, "a frame is larger than SETTINGS_MAX_FRAME_SIZE");
        break;
      }
      const payload = at + frame.FRAME_HEADER_BYTES;
      if (bytes.length - payload < length) break;
      state.next = payload + length;
      receiveFrame(
        state,
        bytes[at + 3] ?? 0,
        bytes[at + 4] ?? 0,
        frame.readUint31(bytes, at + 5),
        payload,
        payload + length,
      );
    }
    return state.next;
  }
}
