import { WatchCreateRequest, type Init } from "@keyval/api";
import type { KeyEvent, WatchHub, WatchNotice, WatchOwner, WatchStream } from "@keyval/statemachine";

/** Where watches come from. */
export interface WatchSource {
  readonly hub: () => WatchHub;
  /** Whoever is in here is called when another store has taken the place of the hub's. */
  readonly watching: Set<() => void>;
}

export interface KeyWatchEvents {
  event(event: KeyEvent): void;
  /** Nothing more comes: history is compacted, or the store was replaced. How things stand has to be looked up again. */
  lost(): void;
}

/** A watch of the server's own, for services that are built on keys. */
export class KeyWatch implements WatchOwner {
  readonly #told: KeyWatchEvents;
  readonly #stream: WatchStream;
  readonly #watching: Set<() => void>;
  #isClosed = false;

  constructor({ hub, watching }: WatchSource, request: Init<WatchCreateRequest>, told: KeyWatchEvents) {
    this.#told = told;
    this.#stream = hub().openStream(this);
    this.#watching = watching;
    watching.add(this.#lost);
    const created = this.#stream.create(WatchCreateRequest.create(request));
    if ("refusal" in created) throw new Error(`a watch of the server's own is refused: ${created.refusal}`);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    if (this.#stream.isPaused) this.#stream.resume();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#watching.delete(this.#lost);
    this.#stream.close();
  }

  deliver(notice: WatchNotice): void {
    if (notice.kind === "cancelled") this.#lost();
    if (notice.kind !== "events") return;
    for (const { event } of notice.events) {
      if (!this.#isClosed) this.#told.event(event);
    }
  }

  /** Whoever asked for it was allowed to, and sees only what the service shows. */
  refusal(): undefined {
    return undefined;
  }

  readonly #lost = (): void => {
    this.close();
    this.#told.lost();
  };
}
