import type { Channel } from "@keyval/grpc";
import type { Writer } from "@keyval/raft/varint";
import type { Frame } from "../node/index.js";
import type { EncodedEntries } from "./encoded-entries.js";
import { writeFrame } from "./frame-codec.js";
import { LANES, type Lane } from "./peer-protocol.js";
import type { PeerTraffic } from "./peer-traffic.js";
import { PeerStream } from "./peer-stream.js";
import { writerOfPieces } from "./pieces.js";
import type { PeerTarget, StreamEvents } from "./peer-target.js";

/** Only the lane on which leaders are heard says whether a member is connected, and why it is refused. The others go with it. */
const SILENT: StreamEvents = {
  opened: () => undefined,
  lost: () => undefined,
  unreachable: () => undefined,
  refused: () => undefined,
  removed: () => undefined,
};

/** All lanes to one member. */
export class PeerLink {
  readonly #streams: ReadonlyMap<Lane, PeerStream>;
  readonly #traffic: PeerTraffic;

  constructor(target: PeerTarget, events: StreamEvents, traffic: PeerTraffic) {
    this.#traffic = traffic;
    const spoken: StreamEvents = {
      ...events,
      lost: (why) => {
        for (const [lane, stream] of this.#streams) if (lane !== "control") stream.redial();
        events.lost(why);
      },
    };
    const streamOf = (lane: Lane): PeerStream => new PeerStream(target, lane, lane === "control" ? spoken : SILENT);
    this.#streams = new Map(LANES.map((lane) => [lane, streamOf(lane)]));
  }

  /** False if some of them found no way, or no room. */
  send(frames: readonly Frame[], encoded: EncodedEntries): boolean {
    const byLane = new Map<Lane, Writer>();
    for (const frame of frames) {
      const lane = laneOf(frame);
      const writer = byLane.get(lane) ?? writerOfPieces();
      byLane.set(lane, writer);
      writeFrame(writer, frame, encoded);
    }
    let areSent = true;
    for (const [lane, writer] of byLane) areSent = this.#write(lane, writer) && areSent;
    return areSent;
  }

  get isOpen(): boolean {
    return this.#streams.get("control")?.isOpen === true;
  }

  /** For a call of another kind; undefined while nothing can be sent. */
  get channel(): Channel | undefined {
    const stream = this.#streams.get("entries");
    return stream?.isOpen === true ? stream.channel : undefined;
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.close();
  }

  #write(lane: Lane, writer: Writer): boolean {
    const isSent = this.#streams.get(lane)?.write(writer) === true;
    if (isSent) this.#traffic.sentBytes += writer.length;
    else this.#traffic.batchesLost += 1;
    return isSent;
  }
}

function laneOf(frame: Frame): Lane {
  if (frame.kind === "chunk") return "snapshots";
  return frame.kind === "raft" && frame.message.kind === "append" ? "entries" : "control";
}
