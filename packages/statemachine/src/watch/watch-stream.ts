import { FilterType, type Id, type watchRefusals, type WatchCreateRequest } from "@keyval/api";
import type { WatchOwner } from "./watch-notice.js";
import { watchSpanOf } from "./watch-span.js";
import { Watcher } from "./watcher.js";

/** Why there is no watcher: texts of the API. */
export type WatchRefusal = keyof typeof watchRefusals | "compacted";

export interface StreamHost {
  readonly frontier: number;
  readonly watcherBytes: number;
  admit(watcher: Watcher): void;
  forget(watcher: Watcher): void;
  /** Something may be delivered that could not be before. */
  wake(stream: WatchStream): void;
  progressAsked(stream: WatchStream): void;
  close(stream: WatchStream): void;
}

/**
 * The watchers of one client's stream, whose notices come in one order. Nothing is delivered inside a call, so that the
 * client can be told of a watcher before it is told of events.
 */
export class WatchStream {
  readonly owner: WatchOwner;
  /** Hold something that may be deliverable. */
  readonly dirty = new Set<Watcher>();
  /** Lag, and wait until they have delivered what they hold and the stream is not paused. */
  readonly stalled = new Set<Watcher>();
  readonly #host: StreamHost;
  readonly #watchers = new Map<Id, Watcher>();
  #nextId = 0;
  #isPaused = false;
  /** Was behind when it was last looked for one that is. */
  #behind: Watcher | undefined;

  constructor(owner: WatchOwner, host: StreamHost) {
    this.owner = owner;
    this.#host = host;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get size(): number {
    return this.#watchers.size;
  }

  watchers(): Iterable<Watcher> {
    return this.#watchers.values();
  }

  create(request: WatchCreateRequest): Watcher | { readonly refusal: WatchRefusal } {
    const { startRevision, watchId, filters } = request;
    if (startRevision < 0) return { refusal: "compacted" };
    const span = watchSpanOf(request.key, request.rangeEnd);
    if (span === undefined) return { refusal: "emptyRange" };
    if (watchId !== 0 && this.#watchers.has(watchId)) return { refusal: "duplicateWatchId" };
    const watcher = new Watcher(watchId === 0 ? this.#unusedId() : watchId, this, {
      span,
      from: startRevision === 0 ? this.#host.frontier + 1 : startRevision,
      withoutPuts: filters.includes(FilterType.NOPUT),
      withoutDeletes: filters.includes(FilterType.NODELETE),
      withPrevious: request.prevKv,
      withProgress: request.progressNotify,
      mayFragment: request.fragment,
      bytesMax: this.#host.watcherBytes,
    });
    this.#watchers.set(watcher.id, watcher);
    this.#host.admit(watcher);
    return watcher;
  }

  /** False if there is no such watcher. What it holds is not delivered any more. */
  cancel(id: Id): boolean {
    const watcher = this.#watchers.get(id);
    if (watcher === undefined) return false;
    this.#host.forget(watcher);
    return true;
  }

  /** The client does not take any more for now. */
  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#host.wake(this);
  }

  /** Answered once all watchers have been told of everything; asked again before that, it is answered once. */
  requestProgress(): void {
    this.#host.progressAsked(this);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) this.#host.forget(watcher);
    this.#host.close(this);
  }

  /** Of the hub alone: the watcher is gone. */
  remove(watcher: Watcher): void {
    this.#watchers.delete(watcher.id);
    this.dirty.delete(watcher);
    this.stalled.delete(watcher);
  }

  /** Whether every watcher was told of everything up to this revision, and none of them begins later. */
  isSynced(revision: number): boolean {
    if (this.#behind !== undefined && isBehind(this.#behind, revision)) return false;
    this.#behind = undefined;
    for (const watcher of this.#watchers.values()) {
      if (!isBehind(watcher, revision)) continue;
      this.#behind = watcher;
      return false;
    }
    return true;
  }

  #unusedId(): number {
    while (this.#watchers.has(this.#nextId)) this.#nextId += 1;
    this.#nextId += 1;
    return this.#nextId - 1;
  }
}

/** A watcher that begins later must not hear of revisions that it did not ask for: it would begin there the next time. */
export function isBehind({ standing, isHolding, from }: Watcher, revision: number): boolean {
  return standing === "lagging" || (standing === "live" && (isHolding || from > revision + 1));
}
