import type { KeyEvent } from "../keyspace/key-event.js";
import { WatchEvent } from "./watch-event.js";

/** What happened at one revision; an event that nobody watches costs no object of its own. */
export class RevisionEvents {
  readonly mod: number;
  readonly bytes: number;
  readonly #events: readonly KeyEvent[];
  readonly #watched: (WatchEvent | undefined)[] = [];

  constructor(mod: number, events: readonly KeyEvent[]) {
    this.mod = mod;
    this.#events = events;
    let bytes = 0;
    for (const event of events) bytes += WatchEvent.bytesOf(event);
    this.bytes = bytes;
  }

  get length(): number {
    return this.#events.length;
  }

  keyAt(position: number): Uint8Array {
    return this.#eventAt(position).key;
  }

  /** The same object for all who ask. */
  at(position: number): WatchEvent {
    return (this.#watched[position] ??= new WatchEvent(this.#eventAt(position)));
  }

  #eventAt(position: number): KeyEvent {
    const event = this.#events[position];
    if (event === undefined) throw new RangeError(`no event ${position}`);
    return event;
  }
}

/** The latest revisions, as many as so many bytes hold. */
export class RecentEvents {
  readonly #bytesMax: number;
  #revisions: RevisionEvents[] = [];
  /** Those in front of it were dropped. */
  #head = 0;
  #bytes = 0;
  #dropped: number;

  /** As after `skipTo`. */
  constructor(bytesMax: number, revision: number) {
    this.#bytesMax = bytesMax;
    this.#dropped = revision;
  }

  push(revision: RevisionEvents): void {
    this.#revisions.push(revision);
    this.#bytes += revision.bytes;
    while (this.#bytes > this.#bytesMax) this.#shift();
  }

  /** Nothing is known of what happened up to `revision`. */
  skipTo(revision: number): void {
    this.#revisions = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#dropped = revision;
  }

  /** Whether everything that happened from this revision on is here. */
  covers(from: number): boolean {
    return from > this.#dropped;
  }

  *since(from: number): Iterable<RevisionEvents> {
    for (let i = this.#search(from); i < this.#revisions.length; i++) yield this.#at(i);
  }

  #search(from: number): number {
    let low = this.#head;
    let high = this.#revisions.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#at(middle).mod < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(): void {
    const { bytes, mod } = this.#at(this.#head);
    this.#bytes -= bytes;
    this.#dropped = mod;
    this.#head += 1;
    // Until then the dropped ones stay reachable: never more than those that are kept, and some.
    if (this.#head < 64 || 2 * this.#head < this.#revisions.length) return;
    this.#revisions = this.#revisions.slice(this.#head);
    this.#head = 0;
  }

  #at(i: number): RevisionEvents {
    const revision = this.#revisions[i];
    if (revision === undefined) throw new RangeError(`no revision at ${i}`);
    return revision;
  }
}
