import type { ErrorName } from "@keyval/api";
import type { WatchEvent } from "./watch-event.js";
import type { Watcher } from "./watcher.js";

/** What a watch stream is told, in the order in which its client has to hear it. */
export type WatchNotice = WatchEvents | WatchProgress | WatchCancelled;

/** All events of whole revisions, in order, without a gap to those before. */
export interface WatchEvents {
  readonly kind: "events";
  readonly watcher: Watcher;
  readonly events: readonly WatchEvent[];
}

/** The watcher, or all watchers of the stream, have been told of everything up to this revision. */
export interface WatchProgress {
  readonly kind: "progress";
  readonly watcher: Watcher | undefined;
  readonly revision: number;
}

/** The watcher is gone, and what it was not told of it has to read. */
export interface WatchCancelled {
  readonly kind: "cancelled";
  readonly watcher: Watcher;
  readonly error: ErrorName;
  /** Where history begins, if that is why; 0 otherwise. */
  readonly compactRevision: number;
}

/** The client behind a stream. */
export interface WatchOwner {
  deliver(notice: WatchNotice): void;
  /** Asked before events are delivered: why the client may not see them, if it may not. */
  refusal(watcher: Watcher): ErrorName | undefined;
}
