import type { KeyValue } from "@keyval/api";
import type { KeyEvent } from "../keyspace/key-event.js";
import type { HistoryGap } from "./history.js";
import { EVENT_BYTES } from "./limits.js";

/**
 * An event on its way to all who watch its key: one object for all of them, so that what is costly is done once. The door
 * that sends it keeps the encoded bytes here, those with the version before it apart from those without.
 */
export class WatchEvent {
  readonly event: KeyEvent;
  /** What it counts for in the budget of a watcher. */
  readonly bytes: number;
  encoded: Uint8Array | undefined;
  encodedWithPrevious: Uint8Array | undefined;
  #previous: KeyValue | undefined;
  /** Who waits for the version before it; undefined if nobody ever asked, or once it is known. */
  #waiting: ((gap: HistoryGap | undefined) => void)[] | undefined;
  #isPreviousKnown: boolean;

  constructor(event: KeyEvent) {
    this.event = event;
    this.bytes = WatchEvent.bytesOf(event);
    this.#isPreviousKnown = !event.hasPrevious;
  }

  static bytesOf({ key, value }: KeyEvent): number {
    return EVENT_BYTES + key.length + (value?.length ?? 0);
  }

  get mod(): number {
    return this.event.mod;
  }

  /** The version before it, where there was one that is still kept. */
  get previous(): KeyValue | undefined {
    return this.#previous;
  }

  get isPreviousKnown(): boolean {
    return this.#isPreviousKnown;
  }

  /** Calls back once the version before it is known, or why it can not be; true for the first who asks, who has to get it read. */
  awaitPrevious(done: (gap: HistoryGap | undefined) => void): boolean {
    if (this.#waiting !== undefined) {
      this.#waiting.push(done);
      return false;
    }
    this.#waiting = [done];
    return true;
  }

  /** It was compacted: nobody is told of it any more, even if it is still at hand. */
  forgetPrevious(): void {
    if (this.#previous === undefined) return;
    this.#previous = undefined;
    this.encodedWithPrevious = undefined;
  }

  settlePrevious(previous: KeyValue | HistoryGap | undefined): void {
    const isGap = previous !== undefined && "gap" in previous;
    if (!isGap) this.#previous = previous;
    this.#isPreviousKnown = !isGap;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const done of waiting ?? []) done(isGap ? previous : undefined);
  }
}
