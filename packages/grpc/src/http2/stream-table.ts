import type { StreamState } from "./stream-state.js";

const SLOTS_MIN = 64;

/**
 * The open streams of a connection, by their ids. Not a `Map`, because one whose elements come and go is made anew all the
 * time, and V8 links what it was before to what it is now: once an old one has survived two collections, all streams since
 * then, and the requests that they lead to, wait for a collection of the whole heap.
 */
export class StreamTable {
  /** A stream is in the slot that its id says, or in the first free one behind that; never more than half are taken. */
  #slots: (StreamState | undefined)[] = emptySlots(SLOTS_MIN);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): StreamState | undefined {
    return this.#slots[this.#slotOf(id)];
  }

  /** A stream whose id is new. */
  add(stream: StreamState): void {
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#grow();
    this.#slots[this.#slotOf(stream.id)] = stream;
  }

  delete(id: number): void {
    let free = this.#slotOf(id);
    if (this.#slots[free] === undefined) return;
    this.#size -= 1;
    this.#slots[free] = undefined;
    // The way to those behind it must have no gap.
    for (let slot = this.#behind(free); ; slot = this.#behind(slot)) {
      const stream = this.#slots[slot];
      if (stream === undefined) return;
      if (this.#way(this.#home(stream.id), slot) < this.#way(free, slot)) continue;
      this.#slots[free] = stream;
      this.#slots[slot] = undefined;
      free = slot;
    }
  }

  /** As they are now, by their ids: what comes or goes meanwhile does not change it. */
  all(): StreamState[] {
    return this.#slots.filter((stream) => stream !== undefined).sort((one, other) => one.id - other.id);
  }

  /** Where the stream is, or would be. */
  #slotOf(id: number): number {
    for (let slot = this.#home(id); ; slot = this.#behind(slot)) {
      const found = this.#slots[slot];
      if (found === undefined || found.id === id) return slot;
    }
  }

  /** The first slot for an id: all of a connection are odd, and most follow each other. */
  #home(id: number): number {
    return (id >>> 1) & (this.#slots.length - 1);
  }

  #behind(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }

  #way(from: number, to: number): number {
    return (to - from) & (this.#slots.length - 1);
  }

  #grow(): void {
    const streams = this.all();
    this.#slots = emptySlots(this.#slots.length * 2);
    for (const stream of streams) this.#slots[this.#slotOf(stream.id)] = stream;
  }
}

function emptySlots(length: number): undefined[] {
  return new Array<undefined>(length).fill(undefined);
}
