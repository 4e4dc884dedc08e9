import { textOfKey } from "../key-text.js";
import { KeySieve } from "./key-sieve.js";
import { SpanTree } from "./span-tree.js";
import { isSingleKey, type WatchSpan } from "./watch-span.js";

/** Which watchers an event is for, found by its key without a look at the others. */
export class WatcherIndex<T extends { readonly span: WatchSpan }> {
  readonly #all = new Set<T>();
  readonly #byKey = new Map<string, Set<T>>();
  readonly #watchedKeys = new KeySieve();
  readonly #bySpan = new SpanTree<T>();

  get size(): number {
    return this.#all.size;
  }

  /** In the order in which they came. */
  values(): IterableIterator<T> {
    return this.#all.values();
  }

  has(watcher: T): boolean {
    return this.#all.has(watcher);
  }

  add(watcher: T): void {
    this.#all.add(watcher);
    const { span } = watcher;
    if (!isSingleKey(span)) {
      this.#bySpan.add(span, watcher);
      return;
    }
    const watchers = this.#byKey.get(span.first);
    if (watchers !== undefined) {
      watchers.add(watcher);
      return;
    }
    this.#byKey.set(span.first, new Set([watcher]));
    this.#watchedKeys.add(span.first);
  }

  delete(watcher: T): boolean {
    if (!this.#all.delete(watcher)) return false;
    const { span } = watcher;
    if (!isSingleKey(span)) {
      this.#bySpan.delete(span, watcher);
      return true;
    }
    const watchers = this.#byKey.get(span.first);
    watchers?.delete(watcher);
    if (watchers?.size !== 0) return true;
    this.#byKey.delete(span.first);
    this.#watchedKeys.delete(span.first);
    return true;
  }

  /** Shows each watcher of the key; nothing may be added or deleted meanwhile. Gives back how much it looked at. */
  match(key: Uint8Array, visit: (watcher: T) => void): number {
    if (!this.#mayMatch(key)) return 0;
    const text = textOfKey(key);
    const watchers = this.#byKey.get(text);
    if (watchers !== undefined) for (const watcher of watchers) visit(watcher);
    return 1 + this.#bySpan.match(text, visit);
  }

  /** Whether the key has a watcher. */
  matches(key: Uint8Array): boolean {
    if (!this.#mayMatch(key)) return false;
    const text = textOfKey(key);
    return this.#byKey.has(text) || this.#bySpan.holds(text);
  }

  #mayMatch(key: Uint8Array): boolean {
    return !this.#bySpan.isEmpty || this.#watchedKeys.mayHold(key);
  }
}
