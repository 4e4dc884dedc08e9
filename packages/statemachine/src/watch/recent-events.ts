import { assert } from "../assert.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import { WatchEvent } from "./watch-event.js";

const SLOTS_MIN = 64;

/**
 * The latest events, as many as so many bytes hold. They are in a ring of slots, so that nothing but its slot holds one: what
 * is dropped before the second look of V8's collector at it costs next to nothing.
 */
export class RecentEvents {
  readonly #bytesMax: number;
  /** An event that nobody watches costs no object of its own. */
  #slots = emptySlots(SLOTS_MIN);
  #head = 0;
  #length = 0;
  #bytes = 0;
  #dropped: number;

  /** As after `skipTo`. */
  constructor(bytesMax: number, revision: number) {
    this.#bytesMax = bytesMax;
    this.#dropped = revision;
  }

  push(event: KeyEvent | WatchEvent): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) % this.#slots.length] = event;
    this.#length += 1;
    this.#bytes += bytesOf(event);
    while (this.#bytes > this.#bytesMax) this.#shift();
  }

  /** Nothing is known of what happened up to `revision`. */
  skipTo(revision: number): void {
    this.#slots = emptySlots(SLOTS_MIN);
    this.#head = 0;
    this.#length = 0;
    this.#bytes = 0;
    this.#dropped = revision;
  }

  /** Whether everything that happened from this revision on is here. */
  covers(from: number): boolean {
    return from > this.#dropped;
  }

  /** In their order, and for all who ask the same objects. */
  *since(from: number): Iterable<WatchEvent> {
    for (let position = this.#search(from); position < this.#length; position++) yield this.#shared(position);
  }

  #shared(position: number): WatchEvent {
    const event = this.#at(position);
    if (event instanceof WatchEvent) return event;
    const shared = new WatchEvent(event);
    this.#slots[(this.#head + position) % this.#slots.length] = shared;
    return shared;
  }

  #search(from: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#at(middle).mod < from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(): void {
    const event = this.#at(0);
    this.#bytes -= bytesOf(event);
    this.#dropped = event.mod;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#slots.length;
    this.#length -= 1;
  }

  #grow(): void {
    const slots = emptySlots(2 * this.#length);
    for (let position = 0; position < this.#length; position++) slots[position] = this.#at(position);
    this.#slots = slots;
    this.#head = 0;
  }

  #at(position: number): KeyEvent | WatchEvent {
    const event = this.#slots[(this.#head + position) % this.#slots.length];
    assert(event !== undefined, "an event is within the ring", position, this.#length);
    return event;
  }
}

function emptySlots(count: number): (KeyEvent | WatchEvent | undefined)[] {
  return new Array<undefined>(count).fill(undefined);
}

function bytesOf(event: KeyEvent | WatchEvent): number {
  return event instanceof WatchEvent ? event.bytes : WatchEvent.bytesOf(event);
}
