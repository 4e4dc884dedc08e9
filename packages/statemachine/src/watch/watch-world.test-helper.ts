import assert from "node:assert/strict";
import { WatchCreateRequest, type ErrorName, type Init, type KeyValue } from "@keyval/api";
import { keyOfText, textOfKey } from "../key-text.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import type { History, HistoryGap, HistoryQuery, HistorySlice } from "./history.js";
import type { WatchNotice, WatchOwner } from "./watch-notice.js";
import type { WatchEvent } from "./watch-event.js";
import { WatchHub, type WatchHubOptions } from "./watch-hub.js";
import type { HubFeed } from "./watch-feeds.js";
import type { WatchStream } from "./watch-stream.js";
import { Watcher } from "./watcher.js";

/** A change of a key: `a=1` puts, `a` deletes. */
export type Change = string;

/** All that ever happened to keys, and what of it can still be read: the obvious way. */
export class PlainHistory implements History {
  readonly events: KeyEvent[] = [];
  revision: number;
  compactRevision = -1;
  /** What was asked and not answered; each answer reads the history as it is then. */
  readonly asked: (() => void)[] = [];
  readonly queries: HistoryQuery[] = [];
  /** How many events, at least one revision, a read gives at once. */
  sliceLength = Infinity;
  isReadable = true;
  readonly #live = new Map<string, KeyEvent>();

  constructor(revision: number) {
    this.revision = revision;
  }

  change(changes: readonly Change[], revision = this.revision + 1): KeyEvent[] {
    this.revision = revision;
    const events = changes.map((change, sub) => this.#eventOf(change, sub));
    this.events.push(...events);
    return events;
  }

  read(query: HistoryQuery, done: (outcome: HistorySlice | HistoryGap) => void): void {
    assert.ok(query.from <= query.to && query.to <= this.revision, "only what happened can be read");
    this.queries.push(query);
    this.asked.push(() => done(this.#slice(query)));
  }

  previous(event: KeyEvent, done: (previous: KeyValue | HistoryGap | undefined) => void): void {
    this.asked.push(() => {
      if (!this.isReadable) done({ gap: "unreadable" });
      else done(event.mod <= this.compactRevision ? undefined : this.versionBefore(event));
    });
  }

  versionBefore({ key, mod }: KeyEvent): KeyValue | undefined {
    const text = textOfKey(key);
    const previous = this.events.findLast((event) => event.mod < mod && textOfKey(event.key) === text);
    if (previous === undefined || previous.isDelete) return undefined;
    const { create, version, value = new Uint8Array(0) } = previous;
    return { key, createRevision: create, modRevision: previous.mod, version, value, lease: 0 };
  }

  #slice({ from, to, wants }: HistoryQuery): HistorySlice | HistoryGap {
    if (!this.isReadable) return { gap: "unreadable" };
    if (from < this.compactRevision) return { gap: "compacted" };
    const events: KeyEvent[] = [];
    let looked = 0;
    let mod = from;
    for (const event of this.events) {
      if (event.mod < from || event.mod > to) continue;
      if (looked >= this.sliceLength && event.mod !== mod) return { events, next: event.mod };
      looked += 1;
      ({ mod } = event);
      if (wants(event.key)) events.push(event);
    }
    return { events, next: to + 1 };
  }

  #eventOf(change: Change, sub: number): KeyEvent {
    const [name = "", value] = change.split("=");
    const previous = this.#live.get(name);
    const isDelete = value === undefined;
    const mod = this.revision;
    const create = isDelete ? 0 : (previous?.create ?? mod);
    const version = isDelete ? 0 : (previous?.version ?? 0) + 1;
    const hasPrevious = previous !== undefined;
    const event = { isDelete, create, version, mod, sub, lease: 0, hasPrevious, key: keyOfText(name) };
    const whole = { ...event, value: keyOfText(value ?? "") };
    if (isDelete) this.#live.delete(name);
    else this.#live.set(name, whole);
    return whole;
  }
}

/** A client that writes down what it hears. */
export class Listener implements WatchOwner {
  readonly heard: string[] = [];
  readonly notices: WatchNotice[] = [];
  refused: ErrorName | undefined;

  deliver(notice: WatchNotice): void {
    this.notices.push(notice);
    this.heard.push(rendered(notice));
  }

  refusal(): ErrorName | undefined {
    return this.refused;
  }

  take(): string[] {
    return this.heard.splice(0);
  }
}

/** A hub, its history, and the turns of a host that does everything at once. */
export class WatchWorld {
  readonly history: PlainHistory;
  readonly hub: WatchHub;
  readonly feed: HubFeed;
  readonly #ends: (() => void)[] = [];

  constructor(revision = 1, options: Partial<WatchHubOptions> = {}) {
    this.history = new PlainHistory(revision);
    const atEndOfTurn = (run: () => void): unknown => this.#ends.push(run);
    this.hub = new WatchHub({ history: this.history, revision, atEndOfTurn, ...options });
    this.feed = this.hub.openFeed();
  }

  listen(): { listener: Listener; stream: WatchStream } {
    const listener = new Listener();
    return { listener, stream: this.hub.openStream(listener) };
  }

  /** One revision. The turn goes on. */
  change(...changes: Change[]): void {
    this.feed.feed(this.history.change(changes), this.history.revision);
  }

  /** What is older can not be read any more. */
  compact(revision: number): void {
    this.history.compactRevision = Math.max(this.history.compactRevision, revision);
  }

  /** Whether something waits for the end of the turn. */
  get isTurnOpen(): boolean {
    return this.#ends.length > 0;
  }

  /** The state becomes that of a snapshot, in which everything is that has happened; the old one answers nothing. */
  replace(): void {
    this.history.asked.length = 0;
    this.hub.replaced(this.history, this.history.revision);
  }

  /** Ends the turn; the history answers nothing. */
  endTurn(): void {
    for (const run of this.#ends.splice(0)) run();
  }

  /** The history answers one question, in a turn of its own. */
  answer(): void {
    this.history.asked.shift()?.();
    this.endTurn();
  }

  /** Turns until nothing happens any more. */
  settle(): void {
    while (this.#ends.length + this.history.asked.length > 0) {
      this.endTurn();
      this.history.asked.shift()?.();
    }
  }
}

export function watch(
  stream: WatchStream,
  key: string,
  request: Init<WatchCreateRequest> & { readonly end?: string } = {},
): Watcher {
  const { end = "", ...rest } = request;
  const outcome = stream.create(WatchCreateRequest.create({ ...rest, key: keyOfText(key), rangeEnd: keyOfText(end) }));
  assert.ok(outcome instanceof Watcher);
  return outcome;
}

/** `0: 2 a=1, 3 a` for events of watcher 0 at revisions 2 and 3; the version before stands behind them: `2 a=1 (was 0)`. */
function rendered(notice: WatchNotice): string {
  switch (notice.kind) {
    case "events": {
      const { withPrevious } = notice.watcher.options;
      return `${notice.watcher.id}: ${notice.events.map((event) => renderedEvent(event, withPrevious)).join(", ")}`;
    }
    case "progress":
      return `${notice.watcher?.id ?? -1}: up to ${notice.revision}`;
    case "cancelled":
      return `${notice.watcher.id}: ${notice.error}, history begins at ${notice.compactRevision}`;
  }
}

function renderedEvent({ event, previous }: WatchEvent, withPrevious: boolean): string {
  const { mod, key, isDelete, value = new Uint8Array(0) } = event;
  const change = `${mod} ${textOfKey(key)}${isDelete ? "" : `=${textOfKey(value)}`}`;
  return withPrevious && previous !== undefined ? `${change} (was ${textOfKey(previous.value)})` : change;
}
