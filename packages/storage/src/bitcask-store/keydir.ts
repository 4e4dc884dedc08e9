import type { Engine, EngineOwner, Place, RecordKey } from "../engine/engine.js";

/** All keys in memory, each with the place of its newest record. A key's bytes are kept as a string, one letter each. */
export class Keydir implements EngineOwner {
  readonly #engine: Engine;
  readonly #places = new Map<string, Place>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get size(): number {
    return this.#places.size;
  }

  at(key: Uint8Array): Place | undefined {
    return this.#places.get(lettersOf(key));
  }

  /** In the order in which the keys were first put. */
  entries(): IterableIterator<[string, Place]> {
    return this.#places.entries();
  }

  /** Says of every record, in order of append, where it is. */
  readonly found = ({ key, isTombstone }: RecordKey, place: Place): void => {
    const letters = lettersOf(key);
    const before = this.#places.get(letters);
    if (before !== undefined) this.#engine.discard(before);
    if (!isTombstone) {
      this.#places.set(letters, place);
      return;
    }
    this.#places.delete(letters);
    this.#engine.discard(place);
  };

  isLive(key: Uint8Array, place: Place): boolean {
    return this.at(key) === place;
  }

  moved(key: Uint8Array, _from: Place, to: Place): void {
    this.#places.set(lettersOf(key), to);
  }
}

function lettersOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString("latin1");
}
