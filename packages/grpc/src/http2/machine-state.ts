import { assert } from "../assert.js";
import { HpackDecoder } from "../hpack/hpack-decoder.js";
import { CHUNK_OWN_BYTES, HEADER_TABLE_BYTES, type Http2Limits } from "../limits.js";
import type { BlockAssembly } from "./block-assembly.js";
import type { ClientOwner, ConnectionOwner, ServerOwner } from "./connection.js";
import { ErrorCode } from "./error-code.js";
import { makeGoaway, makeNumberFrame, RST_STREAM, WINDOW_UPDATE } from "./frame.js";
import { Meters } from "./meter.js";
import { Outbox, type OutboxHost } from "./outbox.js";
import { ReceiveWindow } from "./receive-window.js";
import { type Ending, RecentStreams } from "./recent-streams.js";
import type { Refusal, Refusals } from "./refusals.js";
import { initialPeerSettings } from "./settings.js";
import type { StreamHost, StreamState } from "./stream-state.js";
import { StreamTable } from "./stream-table.js";

/** What a machine needs from outside. */
export interface Surroundings {
  readonly limits: Http2Limits;
  readonly refusals: Refusals;
  /** There is something to send or to tell: `settle` and `pull` are due at the end of this turn. Called once until then. */
  readonly wake: () => void;
}

/** What is looked at between two reads. */
export const noBytes = new Uint8Array(0);

/** All that a connection is; the functions that change it stand in files named after the frames that do so. */
export class MachineState implements StreamHost, OutboxHost {
  readonly limits: Http2Limits;
  readonly refusals: Refusals;
  /** One of these two is set, and is `owner` as well. */
  serverOwner: ServerOwner | undefined = undefined;
  clientOwner: ClientOwner | undefined = undefined;
  readonly server: boolean;

  readonly hpack: HpackDecoder;
  readonly outbox: Outbox;
  readonly streams = new StreamTable();
  readonly recent = new RecentStreams();
  readonly meters: Meters;
  readonly peer = initialPeerSettings();
  readonly window: ReceiveWindow;
  assembly: BlockAssembly | undefined = undefined;

  /** What is being received, and where the next frame begins in it. */
  input: Uint8Array = noBytes;
  next = 0;

  gotSettings = false;
  settingsAcked = false;
  /** The highest id that the client of a server has used. */
  lastPeerStream = 0;
  /** The id of a client's next stream. */
  nextStream = 1;
  /** Ends when there are no more streams; a client opens none. */
  closing = false;
  /** A server has said its last stream, and ignores what comes above. */
  refusing = false;
  closed = false;
  wantsCapacity = false;
  /** What the owners of all streams keep. */
  #kept = 0;

  readonly #wake: () => void;
  #awake = false;
  #deferred: (() => void)[] = [];

  constructor(server: boolean, surroundings: Surroundings) {
    this.server = server;
    this.limits = surroundings.limits;
    this.refusals = surroundings.refusals;
    this.#wake = surroundings.wake;
    this.outbox = new Outbox(this, this.limits.unsentLowBytes);
    this.hpack = new HpackDecoder(HEADER_TABLE_BYTES, this.limits.headerListBytes);
    this.meters = new Meters(this.limits);
    this.window = new ReceiveWindow(this.limits.connectionWindowBytes);
  }

  get owner(): ConnectionOwner | undefined {
    return this.serverOwner ?? this.clientOwner;
  }

  /** Asks for a `settle` and a `pull` at the end of the turn. */
  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.#wake();
  }

  /** Has something told to an owner who is perhaps the one that is calling now. */
  defer(event: () => void): void {
    this.#deferred.push(event);
    this.wake();
  }

  settle(): void {
    while (this.#deferred.length > 0) {
      const events = this.#deferred;
      this.#deferred = [];
      for (const event of events) event();
    }
    this.#awake = false;
  }

  control(bytes: Uint8Array): void {
    this.outbox.control(bytes);
    this.wake();
    if (this.outbox.controlFrames <= this.limits.controlFramesUnsent || this.closed) return;
    this.refuse("control-frames", "it does not read the answers to what it sends");
  }

  /** A connection error (RFC 9113, section 5.4.1), or the owner's wish: says goodbye and ends everything. */
  fail(code: ErrorCode, text: string): void {
    if (this.closed) return;
    this.outbox.control(makeGoaway(this.lastPeerStream, code, text));
    this.finish(code, text);
  }

  /** A limit was broken. */
  refuse(refusal: Refusal, sentence: string): void {
    if (this.closed) return;
    this.refusals.add(refusal, sentence);
    this.fail(ErrorCode.ENHANCE_YOUR_CALM, sentence);
  }

  /** From here on nothing is received, and nothing sent but what the machine itself has left to say. */
  finish(code: ErrorCode, text: string): void {
    if (this.closed) return;
    this.closed = true;
    for (const stream of this.streams.all()) {
      // What has not even left was certainly not processed.
      const unprocessed = !this.server && stream.headers !== undefined;
      this.closeStream(stream, "reset");
      this.defer(() => stream.owner?.onReset(stream, code, "connection", unprocessed));
    }
    this.defer(() => this.owner?.onClose(code, text));
  }

  finishIfDone(): void {
    if (this.closing && this.streams.size === 0) this.finish(ErrorCode.NO_ERROR, "closed in good order");
  }

  closeStream(stream: StreamState, ending: Ending): void {
    stream.closed = true;
    this.streams.delete(stream.id);
    this.outbox.drop(stream);
    if (stream.pinned > 0) this.credit(stream.pinned);
    this.#kept -= stream.kept;
    this.recent.add(stream.id, ending);
    if (ending === "ended") this.meters.resets.add(1);
    if (this.wantsCapacity) this.offerCapacity();
    if (this.closing && !this.closed) this.finishIfDone();
  }

  offerCapacity(): void {
    if (!this.wantsCapacity || this.closing || this.streams.size >= this.peer.concurrentStreams) return;
    this.wantsCapacity = false;
    this.defer(() => this.clientOwner?.onCapacity());
  }

  /** The peer's side of the stream is over. */
  endRemote(stream: StreamState): void {
    stream.remoteEnded = true;
    if (stream.localEnded) this.closeStream(stream, "ended");
  }

  /** A stream error (section 5.4.2) that the peer made: it is metered like the resets that it sends itself. */
  resetStream(stream: StreamState, code: ErrorCode): void {
    this.closeStream(stream, "reset");
    this.resetId(stream.id, code);
    stream.owner?.onReset(stream, code, "machine", false);
  }

  /** The same for an id that has no stream. */
  resetId(id: number, code: ErrorCode): void {
    this.recent.set(id, "reset");
    this.control(makeNumberFrame(RST_STREAM, id, code));
    if (!this.meters.resets.take()) this.refuse("resets", "too many streams end before their time");
  }

  /** Bytes of the connection's window that are no longer pinned. */
  credit(bytes: number): void {
    const increment = this.window.giveBack(bytes);
    if (increment > 0 && !this.closed) this.control(makeNumberFrame(WINDOW_UPDATE, 0, increment));
  }

  /** A frame that moves nothing has come. False: the connection has ended over it. */
  idleFrame(): boolean {
    const { idleFrames } = this.meters;
    if (idleFrames.take()) return true;
    idleFrames.add(this.outbox.idleFramesEarned());
    if (idleFrames.take()) return true;
    this.refuse("idle-frames", "it sends too many frames that move nothing");
    return false;
  }

  /** Whether no stream of that id can have been opened yet (section 5.1). */
  isIdle(id: number): boolean {
    if (id % 2 === 0) return true;
    return this.server ? id > this.lastPeerStream && !this.refusing : id >= this.nextStream;
  }

  queued(stream: StreamState, pinned: number): void {
    this.outbox.unsent += pinned;
    if (pinned > 0 && this.#isTooMuch(stream, pinned)) {
      this.#refuseMore(stream, "unsent", "it does not read what it asked for");
      return;
    }
    this.outbox.offer(stream);
    this.wake();
  }

  /** One message may be of any size that the connection allows, but not behind too much of its own stream. */
  #isTooMuch(stream: StreamState, pinned: number): boolean {
    const { connectionUnsentBytes, streamUnsentBytes } = this.limits;
    const before = stream.unsent + CHUNK_OWN_BYTES - pinned;
    return before > streamUnsentBytes || this.outbox.unsent > connectionUnsentBytes;
  }

  keeps(stream: StreamState, bytes: number): void {
    const more = bytes - stream.kept;
    stream.kept = bytes;
    this.#kept += more;
    if (more <= 0 || this.#kept <= this.limits.keptBytes) return;
    this.#refuseMore(stream, "kept", "it begins more large messages than it ends");
  }

  /** Resets a stream that went over a bound of the connection, from within a call of its owner. */
  #refuseMore(stream: StreamState, refusal: Refusal, sentence: string): void {
    this.refusals.add(refusal, sentence);
    this.resetByOwner(stream, ErrorCode.ENHANCE_YOUR_CALM);
    this.defer(() => stream.owner?.onReset(stream, ErrorCode.ENHANCE_YOUR_CALM, "machine", false));
  }

  isFull(stream: StreamState): boolean {
    if (stream.closed || stream.unsent < this.limits.unsentHighBytes) return false;
    stream.awaitsDrain = true;
    return true;
  }

  resetByOwner(stream: StreamState, code: ErrorCode): void {
    const unknown = !this.server && stream.headers !== undefined;
    this.closeStream(stream, "reset");
    // A request whose headers have not left does not exist for the peer.
    if (!unknown && !this.closed) this.control(makeNumberFrame(RST_STREAM, stream.id, code));
  }

  consumed(stream: StreamState, bytes: number): void {
    assert(bytes <= stream.pinned, "a stream can consume only what was delivered");
    stream.pinned -= bytes;
    this.credit(bytes);
    if (stream.remoteEnded || stream.window === undefined) return;
    const increment = stream.window.giveBack(bytes);
    if (increment > 0) this.control(makeNumberFrame(WINDOW_UPDATE, stream.id, increment));
  }

  /** A server that has answered before the request was complete asks for no more of it (RFC 9113, section 8.1). */
  sentEnd(stream: StreamState): void {
    if (stream.remoteEnded || this.server) this.closeStream(stream, stream.remoteEnded ? "ended" : "reset");
    if (!stream.remoteEnded && this.server) this.control(makeNumberFrame(RST_STREAM, stream.id, ErrorCode.NO_ERROR));
  }

  drained(stream: StreamState): void {
    this.defer(() => {
      if (!stream.closed) stream.owner?.onDrain(stream);
    });
  }
}
