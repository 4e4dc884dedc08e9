import type {
  Compare,
  DeleteRangeRequest,
  Id,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
  WatchCreateRequest,
} from "@keyval/api";
import { NO_KEYS, type KeyAccess } from "./access.js";
import { oneKey, type RequestedKeys } from "./requested-keys.js";

const LEAST_KEY = Uint8Array.of(0);

export function rangeAccess(request: RangeRequest): KeyAccess {
  return { ...NO_KEYS, reads: [request] };
}

export function putAccess(request: PutRequest): KeyAccess {
  const needed = new NeededKeys();
  needed.put(request);
  return needed.access();
}

export function deleteRangeAccess(request: DeleteRangeRequest): KeyAccess {
  const needed = new NeededKeys();
  needed.deleteRange(request);
  return needed.access();
}

/** All that it compares, and all of both branches at every depth, whichever will run. */
export function txnAccess(request: TxnRequest): KeyAccess {
  const needed = new NeededKeys();
  needed.txn(request);
  return needed.access();
}

/** No key stands for the least one. */
export function watchAccess({ key, rangeEnd }: WatchCreateRequest): KeyAccess {
  return { ...NO_KEYS, reads: [{ key: key.length === 0 ? LEAST_KEY : key, rangeEnd }] };
}

/** Collects what the parts of a request need. */
class NeededKeys {
  readonly #reads: RequestedKeys[] = [];
  readonly #writes: RequestedKeys[] = [];
  readonly #writeLeases: Id[] = [];

  access(): KeyAccess {
    return { ...NO_KEYS, reads: this.#reads, writes: this.#writes, writeLeases: this.#writeLeases };
  }

  /** A key may only join a lease that its writer could end. */
  put({ key, lease, prevKv }: PutRequest): void {
    this.#writes.push(oneKey(key));
    if (prevKv) this.#reads.push(oneKey(key));
    if (lease !== 0) this.#writeLeases.push(lease);
  }

  deleteRange(request: DeleteRangeRequest): void {
    this.#writes.push(request);
    if (request.prevKv) this.#reads.push(request);
  }

  txn({ compare, success, failure }: TxnRequest): void {
    for (const compared of compare) this.#compare(compared);
    for (const operation of success) this.#operation(operation);
    for (const operation of failure) this.#operation(operation);
  }

  #compare(compared: Compare): void {
    this.#reads.push(compared);
  }

  #operation({ requestRange, requestPut, requestDeleteRange, requestTxn }: RequestOp): void {
    if (requestRange !== undefined) this.#reads.push(requestRange);
    if (requestPut !== undefined) this.put(requestPut);
    if (requestDeleteRange !== undefined) this.deleteRange(requestDeleteRange);
    if (requestTxn !== undefined) this.txn(requestTxn);
  }
}
