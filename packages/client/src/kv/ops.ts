import type { Id, Init, RequestOp, ResponseOp } from "@keyval/api";
import type { Bytes } from "./bytes.js";
import { type Entry, entryOf } from "./entry.js";
import type { Keys } from "./key-range.js";
import { type RangeOptions, rangeRequest } from "./range-request.js";
import type { Scope } from "./scope.js";

export interface PutOptions {
  /** The key lives as long as this lease. */
  readonly lease?: Id;
  /** Keeps the lease that the key has; fails with `KeyNotFound` without the key. */
  readonly keepLease?: boolean;
  /** Tells what was there before. */
  readonly previous?: boolean;
}

export interface DeleteOptions {
  /** Tells what was there before. */
  readonly previous?: boolean;
}

export interface Put<Value> {
  /** What was there before; undefined also where it was not asked for. */
  readonly previous: Entry<Value> | undefined;
}

export interface Deleted<Value> {
  readonly deleted: number;
  /** What was there before; empty also where it was not asked for. */
  readonly previous: readonly Entry<Value>[];
}

/** One step of a transaction, and what it gives. */
export interface Op<Result> {
  readonly request: Init<RequestOp>;
  read(response: ResponseOp): Result;
}

/** What steps of a transaction are made of. */
export class Ops<In, Out> {
  readonly #scope: Scope<In, Out>;

  constructor(scope: Scope<In, Out>) {
    this.#scope = scope;
  }

  get(key: Bytes): Op<Entry<Out> | undefined> {
    const range = this.range(key, { limit: 1 });
    return { request: range.request, read: (response) => range.read(response)[0] };
  }

  range(keys: Keys, options: RangeOptions = {}): Op<readonly Entry<Out>[]> {
    const { codec, space } = this.#scope;
    return {
      request: { requestRange: rangeRequest(space, keys, options) },
      read: ({ responseRange }) => (responseRange?.kvs ?? []).map((kv) => entryOf(kv, space, codec)),
    };
  }

  put(key: Bytes, value: In, options: PutOptions = {}): Op<Put<Out>> {
    const { codec, space } = this.#scope;
    const { lease = 0, keepLease: ignoreLease = false, previous: prevKv = false } = options;
    return {
      request: { requestPut: { key: space.key(key), value: codec.encode(value), lease, ignoreLease, prevKv } },
      read: ({ responsePut }) => {
        const previous = responsePut?.prevKv;
        return { previous: previous && entryOf(previous, space, codec) };
      },
    };
  }

  delete(keys: Keys, options: DeleteOptions = {}): Op<Deleted<Out>> {
    const { codec, space } = this.#scope;
    return {
      request: { requestDeleteRange: { ...space.range(keys), prevKv: options.previous ?? false } },
      read: ({ responseDeleteRange: response }) => ({
        deleted: response?.deleted ?? 0,
        previous: (response?.prevKvs ?? []).map((kv) => entryOf(kv, space, codec)),
      }),
    };
  }
}
