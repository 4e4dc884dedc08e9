import type { Bits } from "./bits.js";

/**
 * Where a search has been: what was placed of the operations that must be placed, the state, and which of the others
 * were used. A place is as good as seen if one was that used no other operations than this one: what is left over can
 * only help.
 */
export class Seen {
  readonly #used = new Map<string, Bits[]>();

  /** Notes the place; false if it is as good as seen. */
  add(place: string, used: Bits): boolean {
    const known = this.#used.get(place);
    if (known === undefined) {
      this.#used.set(place, [used.copy()]);
      return true;
    }
    if (known.some((bits) => bits.isSubsetOf(used))) return false;
    const kept = known.filter((bits) => !used.isSubsetOf(bits));
    kept.push(used.copy());
    this.#used.set(place, kept);
    return true;
  }
}
