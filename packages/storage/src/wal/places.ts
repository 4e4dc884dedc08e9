import type { Segment } from "./segment.js";

/** The batch that something stands in. */
export interface BatchPlace {
  readonly segment: Segment;
  /** Of the batch in its segment, and its length with the padding. */
  readonly offset: number;
  readonly bytes: number;
  /** The batch's number in the log. */
  readonly sequence: number;
}

/** Where consecutive entries of a group stand: one record in a batch, and those of this group behind it that go on. */
export class Place {
  readonly first: number;
  last: number;
  readonly batch: BatchPlace;
  /** Where the first record begins in the batch. */
  readonly record: number;
  /** Of the records. */
  bytes: number;
  /** The end was truncated: records behind it do not go on here. */
  isCut = false;

  constructor(batch: BatchPlace, record: number, first: number, last: number, bytes: number) {
    this.batch = batch;
    this.record = record;
    this.first = first;
    this.last = last;
    this.bytes = bytes;
  }
}

/**
 * Where the entries of one group stand, in order of index. A segment counts the places in it: without any, and behind
 * no other that has some, it is not needed.
 */
export class Places {
  #places: Place[] = [];
  /** The places before this one are released; they leave the array once they are half of it. */
  #start = 0;
  #cuts = 0;

  /** Changes whenever entries are truncated: what was read before may not be what stands there now. */
  get cuts(): number {
    return this.#cuts;
  }

  /** A record that stands behind all others of the group, whose entries follow on what is there. */
  append(batch: BatchPlace, record: number, first: number, last: number, bytes: number): void {
    const before = this.#lastPlace();
    if (before?.batch === batch && !before.isCut && before.last + 1 === first) {
      before.last = last;
      before.bytes += bytes;
    } else {
      this.#places.push(new Place(batch, record, first, last, bytes));
      batch.segment.places++;
    }
    batch.segment.kept += bytes;
  }

  truncateFrom(index: number): void {
    for (let last = this.#lastPlace(); last !== undefined && last.last >= index; last = this.#lastPlace()) {
      this.#cuts++;
      if (last.first < index) {
        last.last = index - 1;
        last.isCut = true;
        return;
      }
      this.#places.pop();
      forget(last);
    }
  }

  release(index: number): void {
    for (let first = this.#places[this.#start]; first !== undefined && first.last <= index;) {
      forget(first);
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

  /** These entries stand in one record now, whatever held them before. Nothing that is kept is only partly replaced. */
  move(place: Place): void {
    const from = this.#find(place.first);
    let to = from;
    for (let old = this.#places[to]; old !== undefined && old.first <= place.last; old = this.#places[to]) {
      forget(old);
      to++;
    }
    this.#places.splice(from, to - from, place);
    place.batch.segment.places++;
    place.batch.segment.kept += place.bytes;
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

  /** All places in a segment, in order of index. */
  in(segment: Segment): Place[] {
    return this.#places.filter((place, i) => i >= this.#start && place.batch.segment === segment);
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

function forget({ batch, bytes }: Place): void {
  batch.segment.places--;
  batch.segment.kept -= bytes;
}
