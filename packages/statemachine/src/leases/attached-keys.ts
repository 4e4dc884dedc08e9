import { keyOfText } from "../key-text.js";

/** Keys of which it never changes which they are. */
export interface KeySet {
  has(key: Uint8Array): boolean;
}

/**
 * The keys of one lease, as text. Who puts a key with a lease has to be allowed to put all of its keys: so that a lease with many
 * keys does not make each put as long as them, the set that they were last all found in is asked about those alone that came since.
 */
export class AttachedKeys {
  readonly all = new Set<string>();
  #within: KeySet | undefined;
  #since: string[] = [];

  add(key: string): void {
    this.all.add(key);
    if (this.#within === undefined) return;
    this.#since.push(key);
    if (this.#since.length > this.all.size) this.#forget();
  }

  delete(key: string): void {
    this.all.delete(key);
  }

  areAllIn(keys: KeySet): boolean {
    const asked = keys === this.#within ? this.#since : this.all;
    for (const key of asked) if (this.all.has(key) && !keys.has(keyOfText(key))) return false;
    this.#within = keys;
    this.#since = [];
    return true;
  }

  /** To ask about all of them takes no longer. */
  #forget(): void {
    this.#within = undefined;
    this.#since = [];
  }
}
