import type { CallOptions } from "../connection/options.js";
import { Watcher, type WatchOptions } from "../watch/watcher.js";
import { atomically } from "./atomically.js";
import type { Bytes } from "./bytes.js";
import type { Codec } from "./codec.js";
import { Conditions } from "./condition.js";
import type { Draft } from "./draft.js";
import { type Entry, entryOf } from "./entry.js";
import type { Keys } from "./key-range.js";
import { type Deleted, type DeleteOptions, Ops, type Put, type PutOptions } from "./ops.js";
import type { PageOptions } from "./range-pages.js";
import { RangeQuery } from "./range-query.js";
import { type RangeOptions, rangeRequest } from "./range-request.js";
import type { Scope } from "./scope.js";
import { Transaction } from "./transaction.js";

/** At which revision something was done. */
export interface Done {
  readonly revision: number;
}

/** Keys and values. Values are texts unless `as` says otherwise. */
export class Kv<In, Out> {
  /** Steps for transactions. */
  readonly ops: Ops<In, Out>;
  readonly #scope: Scope<In, Out>;

  constructor(scope: Scope<In, Out>) {
    this.#scope = scope;
    this.ops = new Ops(scope);
  }

  /**
   * The same keys with other values.
   *
   * ```ts
   * const ages = kv.namespace("ages/").as(json<number>());
   * await ages.put("ada", 36);
   * const age: number | undefined = (await ages.get("ada"))?.value;
   * ```
   */
  as<OtherIn, OtherOut>(codec: Codec<OtherIn, OtherOut>): Kv<OtherIn, OtherOut> {
    return new Kv({ ...this.#scope, codec });
  }

  /** The keys below a prefix, without it. */
  namespace(prefix: Bytes): Kv<In, Out> {
    return new Kv({ ...this.#scope, space: this.#scope.space.inner(prefix) });
  }

  /** The entry of a key; undefined where there is none. */
  async get(key: Bytes, options: Omit<RangeOptions, "limit"> & CallOptions = {}): Promise<Entry<Out> | undefined> {
    const { rpc, space, codec } = this.#scope;
    const { kvs } = await rpc.kv.range(rangeRequest(space, key, options), options);
    return kvs[0] && entryOf(kvs[0], space, codec);
  }

  /**
   * The entries of keys, when it is asked for them.
   *
   * ```ts
   * for await (const { key, value } of kv.range(prefix("users/"))) await kv.put(`copies/${key}`, value);
   * const newest = await kv.range(prefix("users/")).sortBy("revision").descending().first();
   * ```
   */
  range(keys: Keys, options?: RangeOptions & PageOptions & CallOptions): RangeQuery<Out> {
    return new RangeQuery(this.#scope, keys, options);
  }

  /** Puts a value, whatever was there before. */
  async put(key: Bytes, value: In, options: PutOptions & CallOptions = {}): Promise<Done & Put<Out>> {
    const { rpc, space, codec } = this.#scope;
    const { requestPut = {} } = this.ops.put(key, value, options).request;
    const { header, prevKv } = await rpc.kv.put(requestPut, options);
    return { revision: header?.revision ?? 0, previous: prevKv && entryOf(prevKv, space, codec) };
  }

  /** Puts a value where there is none: false, and nothing done, where the key exists. */
  async create(key: Bytes, value: In, options: PutOptions & CallOptions = {}): Promise<boolean> {
    const put = this.ops.put(key, value, options);
    return (await this.transaction().if(this.when(key).isMissing()).do(put).commit(options)).succeeded;
  }

  /** Puts another value in the place of an entry: false, and nothing done, where it has changed since it was read. */
  async replace(entry: Entry<unknown>, value: In, options: PutOptions & CallOptions = {}): Promise<boolean> {
    const isSame = this.when(entry.keyBytes).revision("=", entry.revision);
    const put = this.ops.put(entry.keyBytes, value, options);
    return (await this.transaction().if(isSame).do(put).commit(options)).succeeded;
  }

  /** Deletes a key, or all keys of a range. */
  async delete(keys: Keys, options: DeleteOptions & CallOptions = {}): Promise<Done & Deleted<Out>> {
    const { rpc, space, codec } = this.#scope;
    const { requestDeleteRange = {} } = this.ops.delete(keys, options).request;
    const { header, deleted, prevKvs } = await rpc.kv.deleteRange(requestDeleteRange, options);
    const previous = prevKvs.map((kv) => entryOf(kv, space, codec));
    return { revision: header?.revision ?? 0, deleted, previous };
  }

  /** Conditions for transactions: on a key, or on each key of a range. */
  when(keys: Keys): Conditions<In> {
    return new Conditions(this.#scope, keys);
  }

  /** What happens to keys. Resolves once a server watches: what is done after that is not missed. */
  watch(keys: Keys, options: WatchOptions = {}): Promise<Watcher<Out>> {
    return Watcher.create(this.#scope.connection, this.#scope, keys, options);
  }

  /**
   * A change that depends on what it reads: it is tried again, with what there is then, until nothing of that has changed
   * before it took effect. So it may be called several times, and must do nothing else.
   *
   * ```ts
   * await kv.atomically(async (draft) => draft.put("n", String(Number(await draft.get("n")) + 1)));
   * ```
   */
  atomically<Result>(
    change: (draft: Draft<In, Out>) => Promise<Result> | Result,
    options: CallOptions = {},
  ): Promise<Result> {
    return atomically(this.#scope, change, options);
  }

  transaction(): Transaction {
    return new Transaction(this.#scope.rpc, [], [], []);
  }
}
