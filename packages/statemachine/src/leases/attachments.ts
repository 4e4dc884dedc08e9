import type { Id } from "@keyval/api";
import { keyOfText, textOfKey } from "../key-text.js";

/** Which keys end with which lease. A lease without keys takes no space here. */
export class Attachments {
  readonly #keys = new Map<Id, Set<string>>();

  attach(lease: Id, key: Uint8Array): void {
    const text = textOfKey(key);
    const keys = this.#keys.get(lease);
    if (keys === undefined) this.#keys.set(lease, new Set([text]));
    else keys.add(text);
  }

  detach(lease: Id, key: Uint8Array): void {
    const keys = this.#keys.get(lease);
    keys?.delete(textOfKey(key));
    if (keys?.size === 0) this.#keys.delete(lease);
  }

  /** In the order of their bytes. */
  keysOf(lease: Id): Uint8Array[] {
    const keys = this.#keys.get(lease);
    return keys === undefined ? [] : [...keys].sort().map(keyOfText);
  }

  /** As they are when the first is asked for, in no order: to sort many takes long. */
  *eachKeyOf(lease: Id): Generator<Uint8Array, void> {
    for (const text of [...(this.#keys.get(lease) ?? [])]) yield keyOfText(text);
  }

  countOf(lease: Id): number {
    return this.#keys.get(lease)?.size ?? 0;
  }

  forget(lease: Id): void {
    this.#keys.delete(lease);
  }
}
