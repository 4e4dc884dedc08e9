import type { Digest } from "./digest.js";
import { StateHash } from "./state-hash.js";

/**
 * A table of things that are replaced and never changed, whose digests are in a hash that other tables may share. Nobody sees
 * the order in which they came.
 */
export class HashedTable<Key extends string | number | bigint, Value> {
  readonly #values = new Map<Key, Value>();
  readonly #hash: StateHash;
  readonly #digestOf: (value: Value) => Digest;

  constructor(hash: StateHash, digestOf: (value: Value) => Digest) {
    this.#hash = hash;
    this.#digestOf = digestOf;
  }

  get size(): number {
    return this.#values.size;
  }

  has(key: Key): boolean {
    return this.#values.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    this.#values.set(key, value);
    this.#hash.add(this.#digestOf(value));
  }

  /** Gives back what was there. */
  delete(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#hash.remove(this.#digestOf(value));
    return value;
  }

  sorted(compare: (a: Value, b: Value) => number): Value[] {
    return [...this.#values.values()].sort(compare);
  }

  /** What the table's part of the hash must be. */
  recomputedHash(): StateHash {
    const hash = new StateHash();
    for (const value of this.#values.values()) hash.add(this.#digestOf(value));
    return hash;
  }
}
