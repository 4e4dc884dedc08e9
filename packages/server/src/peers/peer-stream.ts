import type { Channel, IncomingMessages, OutgoingMessages, RpcError } from "@keyval/grpc";
import type { Writer } from "@keyval/raft/varint";
import { UNSENT_BYTES_MAX } from "./limits.js";
import { cut } from "./pieces.js";
import { introduce, laneMethods, readIntroduction, type Lane } from "./peer-protocol.js";
import type { PeerTarget, StreamEvents } from "./peer-target.js";

type Call = OutgoingMessages<Uint8Array> & IncomingMessages<Uint8Array>;

/** One lane to one member: a call that carries frames, made again whenever it breaks. */
export class PeerStream {
  readonly #target: PeerTarget;
  readonly #lane: Lane;
  readonly #events: StreamEvents;
  #channel: Channel;
  #call: Call | undefined;
  /** The other side was admitted, and has admitted us. */
  #isOpen = false;
  /** It was reached, and is not who it should be. */
  #hasRefused = false;
  #isClosed = false;

  constructor(target: PeerTarget, lane: Lane, events: StreamEvents) {
    this.#target = target;
    this.#lane = lane;
    this.#events = events;
    this.#channel = this.#createChannel();
    this.#begin();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** For calls of other methods on the same connection. */
  get channel(): Channel {
    return this.#channel;
  }

  /** What stands in the writer, which it takes over. False if there is no connection, or too much waits for it. */
  write(writer: Writer): boolean {
    if (!this.#isOpen || this.#call === undefined) return false;
    if (this.#call.unsentBytes + writer.length > UNSENT_BYTES_MAX) return false;
    for (const piece of cut(writer)) this.#call.write(piece);
    return true;
  }

  /** The member is gone, whether or not this connection knows it yet. */
  redial(): void {
    if (this.#isClosed) return;
    this.#isOpen = false;
    this.#channel.abort();
    this.#channel = this.#createChannel();
  }

  close(): void {
    this.#isClosed = true;
    this.#isOpen = false;
    this.#call?.cancel();
    this.#channel.abort();
  }

  #createChannel(): Channel {
    const channel = this.#target.channel(this.#lane);
    channel.onState = (state) => {
      if (state === "failing") this.#events.unreachable(channel.whyFailing());
    };
    return channel;
  }

  #begin(): void {
    const { own, member, ownAddresses } = this.#target;
    const call = this.#channel.bidi(laneMethods[this.#lane], {
      metadata: introduce(own, member, ownAddresses),
      waitForReady: true,
    });
    this.#call = call;
    call.onMetadata = (metadata) => {
      this.#introduced(call, readIntroduction(metadata));
    };
    call.onMessage = () => undefined;
    call.onEnd = (error) => {
      this.#ended(call, error);
    };
  }

  /** Frames go only to who was admitted: what a stranger acknowledges must not count. */
  #introduced(call: Call, introduced: ReturnType<typeof readIntroduction>): void {
    if (introduced.problem !== undefined) {
      this.#refused(call, introduced.problem);
      return;
    }
    this.#target.admit(introduced.hello, (problem) => {
      if (call !== this.#call || call.isOver || this.#isClosed) return;
      if (problem !== undefined) {
        this.#refused(call, problem);
        return;
      }
      this.#isOpen = true;
      this.#events.opened();
    });
  }

  #refused(call: Call, problem: string): void {
    this.#hasRefused = true;
    this.#events.refused(problem);
    call.cancel();
  }

  #ended(call: Call, error: RpcError | undefined): void {
    if (call !== this.#call || this.#isClosed) return;
    const wasOpen = this.#isOpen;
    const verdict = error && this.#target.verdictOf(error);
    const mustWait = verdict !== undefined || this.#hasRefused;
    this.#isOpen = false;
    this.#hasRefused = false;
    this.#call = undefined;
    if (verdict !== undefined) this.#events.refused(error?.message ?? verdict);
    if (verdict === "removed") this.#events.removed();
    if (wasOpen) this.#events.lost(error?.message ?? "the member ended the stream");
    this.#target.later(mustWait, () => {
      if (!this.#isClosed) this.#begin();
    });
  }
}
