import type { KeyValue } from "@keyval/api";
import type { CallOptions } from "../connection/options.js";
import { toText } from "./bytes.js";
import { type Entry, entryOf } from "./entry.js";
import type { Keys } from "./key-range.js";
import { type PageOptions, pagesOf } from "./range-pages.js";
import { type RangeOptions, rangeRequest, type SortBy } from "./range-request.js";
import type { Scope } from "./scope.js";

/**
 * A question for a range of keys, put in one way or the other:
 *
 * ```ts
 * const plain = await kv.range(prefix("users/"), { limit: 10, order: "descending" }).keys();
 * const fluent = await kv.range(prefix("users/")).limit(10).descending().keys();
 * ```
 *
 * It is asked by `for await`, page by page and yet as of one revision, or by one of its last four methods, at once.
 */
export class RangeQuery<Value> implements AsyncIterable<Entry<Value>> {
  readonly #scope: Scope<never, Value>;
  readonly #keys: Keys;
  readonly #options: RangeOptions & PageOptions & CallOptions;

  constructor(scope: Scope<never, Value>, keys: Keys, options: RangeOptions & PageOptions & CallOptions = {}) {
    this.#scope = scope;
    this.#keys = keys;
    this.#options = options;
  }

  /** No more entries than so many. */
  limit(limit: number): RangeQuery<Value> {
    return this.#with({ limit });
  }

  /** As the keys were at a revision. */
  at(revision: number): RangeQuery<Value> {
    return this.#with({ revision });
  }

  sortBy(sortBy: SortBy): RangeQuery<Value> {
    return this.#with({ sortBy });
  }

  ascending(): RangeQuery<Value> {
    return this.#with({ order: "ascending" });
  }

  descending(): RangeQuery<Value> {
    return this.#with({ order: "descending" });
  }

  /** Any member may answer with what it has, which may be old. */
  serializable(): RangeQuery<Value> {
    return this.#with({ serializable: true });
  }

  /** Entries of a page of `for await`. */
  pages(pageSize: number): RangeQuery<Value> {
    return this.#with({ pageSize });
  }

  /** Lets the server send one page after the other without being asked, where it can. */
  streamed(): RangeQuery<Value> {
    return this.#with({ streamed: true });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry<Value>, void, void> {
    const { codec, space } = this.#scope;
    for await (const kvs of pagesOf(this.#scope, this.#keys, this.#options)) {
      for (const kv of kvs) yield entryOf(kv, space, codec);
    }
  }

  /** All entries at once. */
  async all(): Promise<Entry<Value>[]> {
    const { codec, space } = this.#scope;
    return (await this.#ask({})).kvs.map((kv) => entryOf(kv, space, codec));
  }

  /** The first entry; undefined where there is none. */
  async first(): Promise<Entry<Value> | undefined> {
    return (await this.limit(1).all())[0];
  }

  /** How many keys there are, whatever the limit. */
  async count(): Promise<number> {
    return (await this.#ask({ countOnly: true })).count;
  }

  /** The keys alone, as texts. */
  async keys(): Promise<string[]> {
    return (await this.#ask({ keysOnly: true })).kvs.map(({ key }: KeyValue) => toText(this.#scope.space.inside(key)));
  }

  #ask(also: { readonly countOnly?: boolean; readonly keysOnly?: boolean }) {
    const { rpc, space } = this.#scope;
    return rpc.kv.range({ ...rangeRequest(space, this.#keys, this.#options), ...also }, this.#options);
  }

  #with(more: RangeOptions & PageOptions): RangeQuery<Value> {
    return new RangeQuery(this.#scope, this.#keys, { ...this.#options, ...more });
  }
}
