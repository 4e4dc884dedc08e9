import type { Channel } from "@keyval/grpc";
import type { Frame } from "../node/index.js";
import { writeFrame } from "./frame-codec.js";
import { FrameWriter } from "./frame-writer.js";
import { PING_INTERVAL_MS } from "./limits.js";
import { LANES, pingMethod, type Lane } from "./peer-protocol.js";
import { PeerStream } from "./peer-stream.js";
import type { PeerTarget } from "./peer-target.js";

/** What happens on the way to one member. */
export interface LinkEvents {
  connected(): void;
  lost(why: string): void;
  refused(why: string): void;
}

export interface LinkClock {
  now(): number;
  after(milliseconds: number, run: () => void): { cancel(): void };
}

const NOTHING = new Uint8Array(0);

/** All lanes to one member. */
export class PeerLink {
  readonly #streams: ReadonlyMap<Lane, PeerStream>;
  readonly #writers = new Map<Lane, FrameWriter>(LANES.map((lane) => [lane, new FrameWriter()]));
  readonly #clock: LinkClock;
  #pingTimer: { cancel(): void } | undefined;
  #roundTripMs: number | undefined;
  #connectedSince: number | undefined;
  #sentBytes = 0;
  #sentFrames = 0;

  constructor(target: PeerTarget, clock: LinkClock, events: LinkEvents) {
    this.#clock = clock;
    const lanes = new Map<Lane, PeerStream>();
    for (const lane of LANES) lanes.set(lane, new PeerStream(target, lane, this.#eventsOf(lane, events)));
    this.#streams = lanes;
  }

  /** Since when frames of the core can be sent, by the clock; undefined if they can not. */
  get connectedSince(): number | undefined {
    return this.#connectedSince;
  }

  /** As of the last ping that was answered on this connection. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get sentFrames(): number {
    return this.#sentFrames;
  }

  /** False if some of them found no way, or no room. */
  send(frames: readonly Frame[]): boolean {
    for (const frame of frames) {
      const writer = this.#writers.get(laneOf(frame));
      if (writer !== undefined) writeFrame(writer, frame);
    }
    let areSent = true;
    for (const [lane, writer] of this.#writers) {
      if (writer.length === 0) continue;
      const bytes = writer.take();
      if (this.#streams.get(lane)?.write(bytes) === true) this.#sentBytes += bytes.length;
      else areSent = false;
    }
    if (areSent) this.#sentFrames += frames.length;
    return areSent;
  }

  /** For a call of another kind; undefined while nothing can be sent. */
  get channel(): Channel | undefined {
    const stream = this.#streams.get("entries");
    return stream?.isOpen === true ? stream.channel : undefined;
  }

  close(): void {
    this.#pingTimer?.cancel();
    for (const stream of this.#streams.values()) stream.close();
  }

  /** Only the lane on which leaders are heard says whether a member is connected, and why it is refused. */
  #eventsOf(lane: Lane, events: LinkEvents): LinkEvents & { opened(): void } {
    const ignored = {
      opened: () => undefined,
      connected: () => undefined,
      lost: () => undefined,
      refused: () => undefined,
    };
    if (lane !== "control") return ignored;
    return {
      ...events,
      opened: () => {
        this.#connectedSince = this.#clock.now();
        this.#ping();
        events.connected();
      },
      lost: (why) => {
        this.#connectedSince = undefined;
        this.#roundTripMs = undefined;
        this.#pingTimer?.cancel();
        events.lost(why);
      },
    };
  }

  #ping(): void {
    const sent = this.#clock.now();
    const channel = this.#streams.get("control")?.channel;
    channel?.unary(
      pingMethod,
      NOTHING,
      (error) => {
        if (this.#connectedSince === undefined) return;
        this.#roundTripMs = error === undefined ? this.#clock.now() - sent : undefined;
        this.#pingTimer = this.#clock.after(PING_INTERVAL_MS, () => {
          this.#ping();
        });
      },
      { timeoutMs: PING_INTERVAL_MS },
    );
  }
}

function laneOf(frame: Frame): Lane {
  if (frame.kind === "chunk") return "snapshots";
  return frame.kind === "raft" && frame.message.kind === "append" ? "entries" : "control";
}
