import type { KeyEvent } from "./keyspace/key-event.js";

/** Who hears of all changes, in their order. */
export interface WatchFeed {
  /** What one revision changed; there is nothing between it and the one before. */
  feed(events: readonly KeyEvent[], revision: number): void;
}
