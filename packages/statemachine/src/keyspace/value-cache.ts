import type { Place } from "@keyval/storage";

/** What an entry takes beside its value. */
const ENTRY_BYTES = 100;

/**
 * Values that were read lately, up to so many bytes, by the places of their records. In two generations: what is used
 * comes into the young one, and once that has half of the bytes it becomes the old one, whose values are forgotten.
 */
export class ValueCache {
  readonly #halfBytes: number;
  #young = new Map<Place, Uint8Array>();
  #old = new Map<Place, Uint8Array>();
  #youngBytes = 0;

  constructor(bytesMax: number) {
    this.#halfBytes = bytesMax / 2;
  }

  get(place: Place): Uint8Array | undefined {
    const young = this.#young.get(place);
    if (young !== undefined) return young;
    const old = this.#old.get(place);
    if (old !== undefined) this.add(place, old);
    return old;
  }

  add(place: Place, value: Uint8Array): void {
    const bytes = value.length + ENTRY_BYTES;
    if (bytes > this.#halfBytes) return;
    if (this.#youngBytes + bytes > this.#halfBytes) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngBytes = 0;
    }
    this.#young.set(place, value);
    this.#youngBytes += bytes;
  }

  /** The place may come to mean another record. */
  forget(place: Place): void {
    this.#old.delete(place);
    const young = this.#young.get(place);
    if (young === undefined) return;
    this.#young.delete(place);
    this.#youngBytes -= young.length + ENTRY_BYTES;
  }
}
