import type { ErrorName, Id, KeyValue, PutRequest, PutResponse } from "@keyval/api";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { keyValueOf } from "../range/key-value.js";

/** Which leases there are. */
export interface LeaseTable {
  has(id: Id): boolean;
}

const NO_PREVIOUS: PutResponse = { header: undefined, prevKv: undefined };

/** Whether a put can be done to the keys and leases as they are. */
export function checkPutNow(keyspace: Keyspace, leases: LeaseTable, request: PutRequest): ErrorName | undefined {
  const { key, lease, ignoreValue, ignoreLease } = request;
  if ((ignoreValue || ignoreLease) && keyspace.latest(key) === 0) return "keyNotFound";
  return lease !== 0 && !leases.has(lease) ? "leaseNotFound" : undefined;
}

/** Between `begin` and `end` of the keyspace, with a request that was checked. */
export function put(keyspace: Keyspace, request: PutRequest): PutResponse {
  const { key, prevKv, ignoreValue, ignoreLease } = request;
  if (!prevKv && !ignoreValue && !ignoreLease) {
    keyspace.put(key, request.value, request.lease);
    return NO_PREVIOUS;
  }
  const previous = keyspace.latest(key);
  const response = prevKv && previous !== 0 ? { header: undefined, prevKv: now(keyspace, previous) } : NO_PREVIOUS;
  const value = ignoreValue ? keyspace.valueNow(previous) : request.value;
  const lease = ignoreLease ? keyspace.leaseOf(previous) : request.lease;
  keyspace.put(key, value, lease);
  return response;
}

function now(keyspace: Keyspace, id: VersionId): KeyValue {
  return keyValueOf(keyspace, id, keyspace.valueNow(id));
}
