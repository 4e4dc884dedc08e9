import type { Place } from "./engine.js";

/**
 * Records that their owner does not need any more, to be taken away in the order of append: so a tombstone never goes
 * before the older records of its key, which were discarded no later than it.
 */
export class Discards {
  #sorted: Place[] = [];
  #taken = 0;
  #added: Place[] = [];

  add(place: Place): void {
    this.#added.push(place);
  }

  takeFirst(): Place | undefined {
    if (this.#added.length > 0) {
      this.#sorted = [...this.#sorted.slice(this.#taken), ...this.#added].sort((a, b) => a - b);
      this.#taken = 0;
      this.#added = [];
    }
    const place = this.#sorted[this.#taken];
    if (place !== undefined) this.#taken++;
    return place;
  }
}
