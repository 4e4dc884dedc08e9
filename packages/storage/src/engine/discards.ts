import type { Place } from "./engine.js";

/** The heap grows by so many places at once, and never moves any: that would take long where there are millions. */
const CHUNK_PLACES = 2 ** 14;

/**
 * Records that their owner does not need any more, to be taken away in the order of append: so a tombstone never goes
 * before the older records of its key, which were discarded no later than it. However many there are, neither call takes long.
 */
export class Discards {
  /** A heap: the place at `n` comes before those at `2n + 1` and `2n + 2`. */
  readonly #chunks: Float64Array[] = [];
  #size = 0;

  add(place: Place): void {
    let at = this.#size++;
    if (at === this.#chunks.length * CHUNK_PLACES) this.#chunks.push(new Float64Array(CHUNK_PLACES));
    while (at > 0) {
      const above = Math.floor((at - 1) / 2);
      const there = this.#at(above);
      if (there <= place) break;
      this.#set(at, there);
      at = above;
    }
    this.#set(at, place);
  }

  takeFirst(): Place | undefined {
    if (this.#size === 0) return undefined;
    const first = this.#at(0);
    const last = this.#at(this.#size - 1);
    this.#size--;
    if (this.#size % CHUNK_PLACES === 0) this.#chunks.pop();
    if (this.#size > 0) this.#sink(last);
    return first;
  }

  /** Puts a place where the first one was, and lets it sink to where it belongs. */
  #sink(place: Place): void {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (this.#at(below + 1) < this.#at(below)) below += 1;
      const there = this.#at(below);
      if (there >= place) break;
      this.#set(at, there);
      at = below;
    }
    this.#set(at, place);
  }

  /** Infinite behind the last one. */
  #at(index: number): Place {
    if (index >= this.#size) return Infinity;
    return this.#chunks[Math.floor(index / CHUNK_PLACES)]?.[index % CHUNK_PLACES] ?? Infinity;
  }

  #set(index: number, place: Place): void {
    const chunk = this.#chunks[Math.floor(index / CHUNK_PLACES)];
    if (chunk !== undefined) chunk[index % CHUNK_PLACES] = place;
  }
}
