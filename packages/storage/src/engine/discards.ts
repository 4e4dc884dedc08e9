import type { Place } from "./engine.js";

/**
 * Records that their owner does not need any more, to be taken away in the order of append: so a tombstone never goes
 * before the older records of its key, which were discarded no later than it. However many there are, neither call takes long.
 */
export class Discards {
  /** A heap: the place at `n` comes before those at `2n + 1` and `2n + 2`. */
  readonly #heap: Place[] = [];

  add(place: Place): void {
    const heap = this.#heap;
    let at = heap.push(place) - 1;
    while (at > 0) {
      const above = Math.floor((at - 1) / 2);
      const there = heap[above] ?? 0;
      if (there <= place) break;
      heap[at] = there;
      at = above;
    }
    heap[at] = place;
  }

  takeFirst(): Place | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts a place where the first one was, and lets it sink to where it belongs. */
  #sink(place: Place): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if ((heap[below + 1] ?? Infinity) < (heap[below] ?? Infinity)) below += 1;
      const there = heap[below] ?? Infinity;
      if (there >= place) break;
      heap[at] = there;
      at = below;
    }
    heap[at] = place;
  }
}
