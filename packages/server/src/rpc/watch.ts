import { Event, EventType, statusOf, watchRefusals, WatchResponse, Writer } from "@keyval/api";
import type { Id, Init, KeyValue, WatchCreateRequest, WatchRequest } from "@keyval/api";
import {
  fragments,
  type WatchEvent,
  type WatchEvents,
  type WatchNotice,
  type WatchRefusal,
} from "@keyval/statemachine";
import type { WatchHub, WatchOwner, WatchStream } from "@keyval/statemachine";
import type { Served } from "./served.js";

/** The client's side of a stream. */
export interface WatchSink {
  /** False if no more should come before `WatchSession.resume`. */
  send(response: Uint8Array): boolean;
}

/** A watcher that was not made has no id. */
const NO_WATCH = -1;

/** Responses to clients that take fragments stay below this; it is the size of the largest request by default. */
const FRAGMENT_BYTES = 1_572_864;

const EVENTS_FIELD = 11;

/** One client's stream of the service Watch: requests come in, responses go out in the order in which they must be heard. */
export class WatchSession implements WatchOwner {
  readonly #served: Served;
  readonly #sink: WatchSink;
  readonly #stream: WatchStream;
  readonly #writer = new Writer();

  constructor(served: Served, hub: WatchHub, sink: WatchSink) {
    this.#served = served;
    this.#sink = sink;
    this.#stream = hub.openStream(this);
  }

  request({ createRequest, cancelRequest, progressRequest }: WatchRequest): void {
    if (createRequest !== undefined) this.#create(createRequest);
    else if (cancelRequest !== undefined) this.#cancel(cancelRequest.watchId);
    else if (progressRequest !== undefined) this.#stream.requestProgress();
  }

  /** The client takes more again. */
  resume(): void {
    if (this.#stream.isPaused) this.#stream.resume();
  }

  close(): void {
    this.#stream.close();
  }

  // --- What the hub tells.

  deliver(notice: WatchNotice): void {
    switch (notice.kind) {
      case "events":
        this.#deliverEvents(notice);
        return;
      case "progress":
        this.#send({ watchId: notice.watcher?.id ?? NO_WATCH, header: this.#served.header(notice.revision) });
        return;
      case "cancelled": {
        const { watcher, error, compactRevision } = notice;
        const cancelReason = compactRevision > 0 ? "" : statusOf(error).message;
        // As with etcd, the header has no revision where history is gone.
        const header = this.#served.header(compactRevision > 0 ? 0 : undefined);
        this.#send({ header, watchId: watcher.id, canceled: true, compactRevision, cancelReason });
        return;
      }
      default:
        notice satisfies never;
    }
  }

  /** Without users everybody may see everything. */
  refusal(): undefined {
    return undefined;
  }

  // --- Requests.

  #create(request: WatchCreateRequest): void {
    const created = this.#stream.create(request);
    if ("refusal" in created) {
      const cancelReason = refusalText(created.refusal);
      this.#send({ watchId: NO_WATCH, created: true, canceled: true, cancelReason });
    } else this.#send({ watchId: created.id, created: true });
  }

  #cancel(watchId: Id): void {
    if (this.#stream.cancel(watchId)) this.#send({ watchId, canceled: true });
  }

  // --- Responses.

  #deliverEvents({ watcher, events }: WatchEvents): void {
    const { withPrevious, mayFragment } = watcher.options;
    const encoded = events.map((event) => encodeEvent(event, withPrevious));
    const parts = mayFragment ? fragments(encoded, FRAGMENT_BYTES, ({ length }) => length) : [encoded];
    for (const [i, part] of parts.entries()) {
      this.#send({ watchId: watcher.id, fragment: i < parts.length - 1 }, part);
    }
  }

  #send(response: Init<WatchResponse>, events: readonly Uint8Array[] = []): void {
    const writer = this.#writer;
    for (let i = events.length - 1; i >= 0; i--) writer.bytesValue(EVENTS_FIELD, events[i] ?? new Uint8Array(0));
    WatchResponse.write({ header: this.#served.header(), ...response }, writer);
    if (!this.#sink.send(writer.take())) this.#stream.pause();
  }
}

/** Once for all watchers that get the same. */
function encodeEvent(event: WatchEvent, withPrevious: boolean): Uint8Array {
  if (!withPrevious) return (event.encoded ??= encode(event, undefined));
  return (event.encodedWithPrevious ??= encode(event, event.previous));
}

function encode({ event }: WatchEvent, prevKv: KeyValue | undefined): Uint8Array {
  const { isDelete, key, create, mod, version, lease, value } = event;
  const kv = isDelete
    ? { key, modRevision: mod }
    : { key, createRevision: create, modRevision: mod, version, lease, value };
  return Event.encode({ type: isDelete ? EventType.DELETE : EventType.PUT, kv, prevKv });
}

function refusalText(refusal: WatchRefusal): string {
  return refusal === "compacted" ? statusOf(refusal).message : watchRefusals[refusal];
}
