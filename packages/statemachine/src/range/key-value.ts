import { type KeyValue, NO_BYTES } from "@keyval/api";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";

/** A version as clients see it; what is left out has the value that it has on the wire then. */
export function keyValueOf(keyspace: Keyspace, id: VersionId, value: Uint8Array = NO_BYTES, hasLease = true): KeyValue {
  const { index } = keyspace;
  return {
    key: index.keyOf(id),
    createRevision: index.createOf(id),
    modRevision: index.modOf(id),
    version: index.versionOf(id),
    value,
    lease: hasLease ? keyspace.leaseOf(id) : 0,
  };
}
