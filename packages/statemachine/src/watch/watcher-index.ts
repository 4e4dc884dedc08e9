import { SpanTree } from "./span-tree.js";
import { isSingleKey, type WatchSpan } from "./watch-span.js";

/** Which watchers an event is for, found by its key without a look at the others. */
export class WatcherIndex<T extends { readonly span: WatchSpan }> {
  readonly #all = new Set<T>();
  readonly #byKey = new Map<string, Set<T>>();
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
    if (watchers === undefined) this.#byKey.set(span.first, new Set([watcher]));
    else watchers.add(watcher);
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
    if (watchers?.size === 0) this.#byKey.delete(span.first);
    return true;
  }

  /** Shows each watcher of the key; nothing may be added or deleted meanwhile. Gives back how much it looked at. */
  match(key: string, visit: (watcher: T) => void): number {
    const watchers = this.#byKey.get(key);
    if (watchers !== undefined) for (const watcher of watchers) visit(watcher);
    return 1 + this.#bySpan.match(key, visit);
  }

  /** Whether the key has a watcher. */
  matches(key: string): boolean {
    return this.#byKey.has(key) || this.#bySpan.holds(key);
  }
}
