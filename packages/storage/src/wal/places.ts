import type { Segment } from "./segment.js";

/** Where consecutive entries of a group stand: one record in one batch. */
export interface Place {
  readonly first: number;
  /** Lowered when the end is truncated. */
  last: number;
  readonly segment: Segment;
  /** Of the batch in its segment, and its length with the padding. */
  readonly offset: number;
  readonly bytes: number;
  /** Of the record's entries in the batch. */
  readonly record: number;
  /** The batch's number in the log. */
  readonly sequence: number;
}

/**
 * Where the entries of one group stand, in order of index. A segment counts the places in it: without any, and behind
 * no other that has some, it is not needed.
 */
export class Places {
  #places: Place[] = [];
  /** The places before this one are released; they leave the array once they are half of it. */
  #start = 0;

  append(place: Place): void {
    this.#places.push(place);
    place.segment.places++;
  }

  truncateFrom(index: number): void {
    for (let last = this.#lastPlace(); last !== undefined && last.last >= index; last = this.#lastPlace()) {
      if (last.first < index) {
        last.last = index - 1;
        return;
      }
      this.#places.pop();
      last.segment.places--;
    }
  }

  release(index: number): void {
    for (let first = this.#places[this.#start]; first !== undefined && first.last <= index;) {
      first.segment.places--;
      this.#start++;
      first = this.#places[this.#start];
    }
    if (this.#start < 32 || this.#start * 2 < this.#places.length) return;
    this.#places = this.#places.slice(this.#start);
    this.#start = 0;
  }

  clear(): void {
    this.truncateFrom(0);
    this.#places = [];
    this.#start = 0;
  }

  /** The places from the one that holds `index` on, as long as the predicate holds and indexes are consecutive. */
  from(index: number, isWanted: (place: Place) => boolean): Place[] {
    const found: Place[] = [];
    let expected = index;
    for (let i = this.#find(index); i < this.#places.length; i++) {
      const place = this.#places[i];
      if (place === undefined || place.first > expected || place.last < expected || !isWanted(place)) break;
      found.push(place);
      expected = place.last + 1;
    }
    return found;
  }

  /** The first index behind `base` up to `last` that stands nowhere. */
  firstMissing(base: number, last: number): number | undefined {
    let expected = base + 1;
    for (const place of this.#places.slice(this.#start)) {
      if (place.first > expected) return expected;
      expected = Math.max(expected, place.last + 1);
    }
    return expected <= last ? expected : undefined;
  }

  /** The first place that ends no earlier than `index`. */
  #find(index: number): number {
    let low = this.#start;
    let high = this.#places.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#places[middle]?.last ?? Infinity) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lastPlace(): Place | undefined {
    return this.#places.length > this.#start ? this.#places.at(-1) : undefined;
  }
}
