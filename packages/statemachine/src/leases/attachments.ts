import type { Id } from "@keyval/api";
import { keyOfText, textOfKey } from "../key-text.js";
import { AttachedKeys, type KeySet } from "./attached-keys.js";

/** Which keys end with which lease. A lease without keys takes no space here. */
export class Attachments {
  readonly #keys = new Map<Id, AttachedKeys>();

  attach(lease: Id, key: Uint8Array): void {
    let keys = this.#keys.get(lease);
    if (keys === undefined) {
      keys = new AttachedKeys();
      this.#keys.set(lease, keys);
    }
    keys.add(textOfKey(key));
  }

  detach(lease: Id, key: Uint8Array): void {
    const keys = this.#keys.get(lease);
    keys?.delete(textOfKey(key));
    if (keys?.all.size === 0) this.#keys.delete(lease);
  }

  /** In the order of their bytes. */
  keysOf(lease: Id): Uint8Array[] {
    const keys = this.#keys.get(lease);
    return keys === undefined ? [] : [...keys.all].sort().map(keyOfText);
  }

  /** As they are when the first is asked for, in no order: to sort many takes long. */
  *eachKeyOf(lease: Id): Generator<Uint8Array, void> {
    for (const text of [...(this.#keys.get(lease)?.all ?? [])]) yield keyOfText(text);
  }

  /** Whether the lease has no other keys than these. */
  areAllIn(lease: Id, keys: KeySet): boolean {
    return this.#keys.get(lease)?.areAllIn(keys) ?? true;
  }

  countOf(lease: Id): number {
    return this.#keys.get(lease)?.all.size ?? 0;
  }

  forget(lease: Id): void {
    this.#keys.delete(lease);
  }
}
