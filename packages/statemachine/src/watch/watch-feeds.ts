import { assert } from "../assert.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import type { WatchFeed } from "../watch-feed.js";

/** Where whoever applies commands to some of the keys tells what they did. */
export interface HubFeed extends WatchFeed {
  /** Events that wait for other feeds: who feeds stops applying while there are too many. */
  readonly held: number;
  /**
   * What happened at one revision, if anything, and up to where this feed has told everything. Revisions may be left out;
   * those of events and frontiers rise.
   */
  feed(events: readonly KeyEvent[], frontier: number): void;
}

/** Takes events in the order of their revisions, one revision per call, and then how far they go. */
export interface FeedSink {
  revision(events: readonly KeyEvent[]): void;
  frontier(revision: number): void;
}

/**
 * Brings what several feeds tell into one order. Up to the least of their frontiers it is known that nothing will be put
 * in between; what is beyond waits. A single feed waits for nobody.
 */
export class WatchFeeds {
  readonly #sink: FeedSink;
  readonly #feeds: Feed[] = [];
  #frontier: number;

  constructor(sink: FeedSink, revision: number) {
    this.#sink = sink;
    this.#frontier = revision;
  }

  /** All has been told up to here. */
  get frontier(): number {
    return this.#frontier;
  }

  open(): HubFeed {
    const feed = new Feed(this.#frontier, this.#goesThrough, this.#told);
    this.#feeds.push(feed);
    return feed;
  }

  /** Everything up to a later revision is known from elsewhere: what was told and waits is part of it. */
  skipTo(revision: number): void {
    assert(revision >= this.#frontier, "a state is replaced by a later one", revision, this.#frontier);
    for (const feed of this.#feeds) feed.skipTo(revision);
    this.#frontier = revision;
    this.#sink.frontier(revision);
  }

  /** What a single feed tells, up to its frontier, is told on at once. */
  readonly #goesThrough = (events: readonly KeyEvent[]): boolean => {
    if (this.#feeds.length > 1) return false;
    this.#sink.revision(events);
    return true;
  };

  readonly #told = (): void => {
    const frontier = this.#feeds.reduce((least, feed) => Math.min(least, feed.frontier), Infinity);
    if (frontier <= this.#frontier) return;
    let mod = this.#nextMod();
    while (mod <= frontier) {
      this.#sink.revision(this.#takeAt(mod));
      mod = this.#nextMod();
    }
    this.#frontier = frontier;
    this.#sink.frontier(frontier);
  };

  #nextMod(): number {
    return this.#feeds.reduce((least, feed) => Math.min(least, feed.nextMod), Infinity);
  }

  #takeAt(mod: number): readonly KeyEvent[] {
    const lists = this.#feeds.filter((feed) => feed.nextMod === mod).map((feed) => feed.take());
    const [only] = lists;
    if (only !== undefined && lists.length === 1) return only;
    return lists.flat().sort((a, b) => a.sub - b.sub);
  }
}

class Feed implements HubFeed {
  frontier: number;
  readonly #goesThrough: (events: readonly KeyEvent[]) => boolean;
  readonly #told: () => void;
  #lists: (readonly KeyEvent[])[] = [];
  #lastMod: number;
  #held = 0;

  constructor(frontier: number, goesThrough: (events: readonly KeyEvent[]) => boolean, told: () => void) {
    this.frontier = frontier;
    this.#lastMod = frontier;
    this.#goesThrough = goesThrough;
    this.#told = told;
  }

  get held(): number {
    return this.#held;
  }

  get nextMod(): number {
    return this.#lists[0]?.[0]?.mod ?? Infinity;
  }

  feed(events: readonly KeyEvent[], frontier: number): void {
    assert(frontier >= this.frontier, "a frontier never falls", frontier, this.frontier);
    const first = events[0];
    if (first !== undefined) {
      const isNew = first.mod > this.#lastMod && first.mod > this.frontier;
      assert(isNew && events.at(-1)?.mod === first.mod, "a feed goes on by whole revisions", first.mod, this.#lastMod);
      this.#lastMod = first.mod;
      if (this.#held > 0 || first.mod > frontier || !this.#goesThrough(events)) this.#hold(events);
    }
    this.frontier = frontier;
    this.#told();
  }

  #hold(events: readonly KeyEvent[]): void {
    this.#lists.push(events);
    this.#held += events.length;
  }

  skipTo(revision: number): void {
    this.#lists = this.#lists.filter(([first]) => first !== undefined && first.mod > revision);
    this.#held = this.#lists.reduce((held, events) => held + events.length, 0);
    this.#lastMod = Math.max(this.#lastMod, revision);
    this.frontier = Math.max(this.frontier, revision);
  }

  take(): readonly KeyEvent[] {
    const events = this.#lists.shift() ?? [];
    this.#held -= events.length;
    return events;
  }
}
