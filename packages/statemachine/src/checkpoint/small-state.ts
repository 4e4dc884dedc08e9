import { SmallState } from "@keyval/api";
import type { Tables } from "../tables.js";

/** All of the state that is not in the engine's records. Equal states are equal bytes. */
export function encodeState({ keyspace, leases }: Tables): Uint8Array {
  const { time, leases: all } = leases.toState();
  return SmallState.encode({
    revision: keyspace.revision,
    compactRevision: keyspace.compactRevision,
    leaseTime: time,
    leases: all.map(({ id, ttl, deadline }) => ({ ID: id, TTL: ttl, deadline })),
  });
}
