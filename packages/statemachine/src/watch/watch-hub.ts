import type { ErrorName } from "@keyval/api";
import type { Counts } from "../counts.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import { CatchUp } from "./catch-up.js";
import type { History } from "./history.js";
import { RECENT_BYTES, WATCHER_BYTES } from "./limits.js";
import { RecentEvents } from "./recent-events.js";
import { WatchEvent } from "./watch-event.js";
import { WatchFeeds, type HubFeed } from "./watch-feeds.js";
import type { WatchOwner } from "./watch-notice.js";
import { isBehind, WatchStream, type StreamHost } from "./watch-stream.js";
import type { Watcher } from "./watcher.js";
import { WatcherIndex } from "./watcher-index.js";

export interface WatchHubOptions {
  readonly history: History;
  /** Of the state that `history` is of when the hub is made. */
  readonly revision: number;
  /** Calls back when all that is to happen in this turn has happened. */
  readonly atEndOfTurn: (run: () => void) => void;
  readonly watcherBytes?: number;
  readonly recentBytes?: number;
  /** Where it is counted how many events were sent. */
  readonly counts?: Pick<Counts, "eventsSent">;
}

/** Who watches now. */
export interface HubStatistics {
  readonly streams: number;
  readonly watchers: number;
  /** Of these, the ones that are told from history, because they came late or could not keep up. */
  readonly lagging: number;
}

/**
 * Tells watchers what happens to keys: to each, from its first revision on, every event of its keys, in order and once; or
 * that it is cancelled, and where history begins. Events are matched as they are fed, gathered until the turn ends, and
 * delivered to the streams that take them. A watcher that holds too much forgets it and reads history, until it has caught
 * up.
 */
export class WatchHub {
  readonly #feeds: WatchFeeds;
  #history: History;
  readonly #recent: RecentEvents;
  readonly #catchUp: CatchUp;
  readonly #streamHost: StreamHost;
  readonly #atEndOfTurn: (run: () => void) => void;
  readonly #counts: WatchHubOptions["counts"];
  readonly #streams = new Set<WatchStream>();
  readonly #live = new WatcherIndex<Watcher>();
  readonly #notified = new Set<Watcher>();
  readonly #dirty = new Set<WatchStream>();
  readonly #progressAsked = new Set<WatchStream>();
  readonly #overflown: Watcher[] = [];
  #isFlushDue = false;

  constructor({ history, revision, atEndOfTurn, watcherBytes, recentBytes, counts }: WatchHubOptions) {
    this.#counts = counts;
    this.#history = history;
    this.#atEndOfTurn = atEndOfTurn;
    this.#recent = new RecentEvents(recentBytes ?? RECENT_BYTES, revision);
    this.#feeds = new WatchFeeds({ revision: this.#onRevision, frontier: this.#onFrontier }, revision);
    this.#streamHost = this.#hostStreams(watcherBytes ?? WATCHER_BYTES);
    this.#catchUp = new CatchUp(this.#hostCatchUp());
  }

  /** Everything up to here was fed; what is delivered never goes beyond it. */
  get frontier(): number {
    return this.#feeds.frontier;
  }

  get statistics(): HubStatistics {
    let watchers = 0;
    for (const { size } of this.#streams) watchers += size;
    return { streams: this.#streams.size, watchers, lagging: watchers - this.#live.size };
  }

  /** Whoever applies commands opens one; several only if each has keys of its own. All of them before the first event. */
  openFeed(): HubFeed {
    return this.#feeds.open();
  }

  openStream(owner: WatchOwner): WatchStream {
    const stream = new WatchStream(owner, this.#streamHost);
    this.#streams.add(stream);
    return stream;
  }

  /**
   * The state was replaced by a later one, a snapshot's, without telling what happened in between: that is read from its
   * history. Nothing comes from the old one any more.
   */
  replaced(history: History, revision: number): void {
    const { frontier } = this;
    this.#history = history;
    this.#recent.skipTo(revision);
    this.#feeds.skipTo(revision);
    this.#catchUp.clear();
    for (const stream of this.#streams) {
      stream.stalled.clear();
      for (const watcher of stream.watchers()) this.#startAgain(watcher, frontier);
    }
  }

  /**
   * Called at intervals: tells the watchers that want it how far they have come, if they heard of nothing since the last
   * call.
   */
  notifyProgress(): void {
    const revision = this.frontier;
    for (const watcher of this.#notified) {
      const wasActive = watcher.wasActive;
      watcher.wasActive = false;
      const { stream } = watcher;
      if (wasActive || stream.isPaused || isBehind(watcher, revision)) continue;
      stream.owner.deliver({ kind: "progress", watcher, revision });
    }
  }

  // --- What happens to keys.

  readonly #onRevision = (events: readonly KeyEvent[]): void => {
    for (const event of events) this.#recent.push(this.#live.size === 0 ? event : this.#match(event));
    if (this.#overflown.length > 0) for (const watcher of this.#overflown.splice(0)) this.#lag(watcher);
  };

  readonly #onFrontier = (): void => {
    if (this.#progressAsked.size > 0) this.#wake();
  };

  /** Offers it to all who watch its key; back comes what all of them share, if there are any. */
  #match(event: KeyEvent): KeyEvent | WatchEvent {
    let shared: WatchEvent | undefined;
    this.#live.match(event.key, (watcher) => {
      shared ??= new WatchEvent(event);
      if (watcher.standing !== "live" || this.#offer(watcher, shared)) return;
      watcher.standing = "lagging";
      this.#overflown.push(watcher);
    });
    return shared ?? event;
  }

  /** False if the watcher wants the event and holds too much already. */
  #offer(watcher: Watcher, event: WatchEvent): boolean {
    if (!watcher.wants(event)) return true;
    if (!watcher.hold(event)) return false;
    if (watcher.options.withPrevious && !event.isPreviousKnown) this.#awaitPrevious(watcher, event);
    this.#touch(watcher);
    return true;
  }

  #awaitPrevious(watcher: Watcher, event: WatchEvent): void {
    const isFirst = event.awaitPrevious((gap) => {
      if (gap === undefined) this.#touch(watcher);
      else if (watcher.standing !== "gone") this.#cancel(watcher, "corrupt", 0);
    });
    if (isFirst) this.#history.previous(event.event, (previous) => event.settlePrevious(previous));
  }

  #lag(watcher: Watcher): void {
    this.#live.delete(watcher);
    watcher.drop();
    watcher.standing = "lagging";
    this.#catchUp.add(watcher);
  }

  // --- Watchers come and go.

  #admit(watcher: Watcher): void {
    if (watcher.options.withProgress) this.#notified.add(watcher);
    this.#begin(watcher);
  }

  #begin(watcher: Watcher): void {
    watcher.standing = watcher.from > this.frontier ? "live" : "lagging";
    if (watcher.standing === "live") this.#live.add(watcher);
    else this.#catchUp.add(watcher);
  }

  /** Behind what it has delivered: what it holds may wait for the old history. */
  #startAgain(watcher: Watcher, frontier: number): void {
    if (this.#live.delete(watcher)) watcher.passed(frontier + 1);
    watcher.drop();
    this.#begin(watcher);
  }

  #forget(watcher: Watcher): void {
    watcher.standing = "gone";
    this.#live.delete(watcher);
    this.#catchUp.delete(watcher);
    this.#notified.delete(watcher);
    watcher.stream.remove(watcher);
    if (this.#progressAsked.has(watcher.stream)) this.#wake();
  }

  #cancel(watcher: Watcher, error: ErrorName, compactRevision: number): void {
    this.#forget(watcher);
    watcher.stream.owner.deliver({ kind: "cancelled", watcher, error, compactRevision });
  }

  // --- The end of a turn.

  #touch(watcher: Watcher): void {
    if (watcher.standing === "gone") return;
    watcher.stream.dirty.add(watcher);
    this.#dirty.add(watcher.stream);
    this.#wake();
  }

  #wake(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#atEndOfTurn(this.#flush);
  }

  /** What was read is delivered before more is read, so that who takes what it gets never has to leave a pass. */
  readonly #flush = (): void => {
    this.#isFlushDue = false;
    this.#deliver();
    this.#catchUp.step();
    this.#deliver();
    this.#answerProgress();
  };

  #deliver(): void {
    for (const stream of this.#dirty) {
      this.#dirty.delete(stream);
      this.#feedStalled(stream);
      for (const watcher of stream.dirty) {
        if (stream.isPaused) break;
        stream.dirty.delete(watcher);
        this.#deliverTo(watcher);
      }
    }
  }

  #deliverTo(watcher: Watcher): void {
    const { stream } = watcher;
    const events = watcher.take();
    if (events.length > 0) {
      const refusal = stream.owner.refusal(watcher);
      if (refusal !== undefined) {
        this.#cancel(watcher, refusal, 0);
        return;
      }
      if (watcher.options.withPrevious) this.#forgetCompacted(events);
      watcher.wasActive = true;
      if (this.#counts !== undefined) this.#counts.eventsSent += events.length;
      stream.owner.deliver({ kind: "events", watcher, events });
    }
    if (!watcher.isHolding && stream.stalled.delete(watcher)) this.#catchUp.add(watcher);
  }

  /** Of the versions before the events, which are in order. */
  #forgetCompacted(events: readonly WatchEvent[]): void {
    const { compactRevision } = this.#history;
    for (const event of events) {
      if (event.mod > compactRevision) return;
      event.forgetPrevious();
    }
  }

  #feedStalled(stream: WatchStream): void {
    if (stream.isPaused) return;
    for (const watcher of stream.stalled) {
      if (watcher.isHolding) continue;
      stream.stalled.delete(watcher);
      this.#catchUp.add(watcher);
    }
  }

  #answerProgress(): void {
    const revision = this.frontier;
    for (const stream of this.#progressAsked) {
      if (stream.isPaused || !stream.isSynced(revision)) continue;
      this.#progressAsked.delete(stream);
      stream.owner.deliver({ kind: "progress", watcher: undefined, revision });
    }
  }

  // --- What the parts may ask of the hub.

  #hostStreams(watcherBytes: number): StreamHost {
    const feeds = this.#feeds;
    return {
      get frontier() {
        return feeds.frontier;
      },
      watcherBytes,
      admit: (watcher) => this.#admit(watcher),
      forget: (watcher) => this.#forget(watcher),
      wake: (stream) => {
        this.#dirty.add(stream);
        this.#wake();
      },
      progressAsked: (stream) => {
        this.#progressAsked.add(stream);
        this.#wake();
      },
      close: (stream) => {
        this.#streams.delete(stream);
        this.#dirty.delete(stream);
        this.#progressAsked.delete(stream);
      },
    };
  }

  #hostCatchUp(): ConstructorParameters<typeof CatchUp>[0] {
    const history = (): History => this.#history;
    const feeds = this.#feeds;
    return {
      get history() {
        return history();
      },
      recent: this.#recent,
      get frontier() {
        return feeds.frontier;
      },
      offer: (watcher, event) => this.#offer(watcher, event),
      caughtUp: (watcher) => {
        watcher.caughtUp();
        this.#live.add(watcher);
      },
      cancel: (watcher, error, compactRevision) => this.#cancel(watcher, error, compactRevision),
      wake: () => this.#wake(),
    };
  }
}
