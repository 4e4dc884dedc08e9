import {
  type Id,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
} from "@keyval/api";
import type { Position } from "../position.js";
import { Refusal } from "../refusal.js";
import { DONE, type Result } from "../result.js";
import type { Tables } from "../tables.js";

export function applyLeaseGrant({ leases }: Tables, body: Uint8Array): Result {
  const { ID, TTL, time } = LeaseGrantCommand.decode(body);
  const outcome = leases.grant(ID, TTL, time);
  return "error" in outcome ? new Refusal(outcome.error) : { header: undefined, ID, TTL: outcome.ttl, error: "" };
}

export function applyLeaseRevoke(tables: Tables, body: Uint8Array): Result {
  const { ID } = LeaseRevokeRequest.decode(body);
  if (!tables.leases.has(ID)) return new Refusal("leaseNotFound");
  endLease(tables, ID);
  return { header: undefined };
}

export function applyLeaseRenew({ leases }: Tables, body: Uint8Array): Result {
  const { IDs, time } = LeaseRenewCommand.decode(body);
  return { ttls: leases.renew(IDs, time) };
}

export function applyLeaseExpire(tables: Tables, body: Uint8Array, { term }: Position): Result {
  const { IDs, time, term: decidedIn } = LeaseExpireCommand.decode(body);
  for (const id of tables.leases.expire(IDs, time, decidedIn, term)) endLease(tables, id);
  return DONE;
}

export function applyLeaseTime({ leases }: Tables, body: Uint8Array): Result {
  leases.pass(LeaseTimeCommand.decode(body).time);
  return DONE;
}

/** Its keys go with it, all in the revision of the command. */
function endLease({ keyspace, leases }: Tables, id: Id): void {
  for (const key of leases.keysOf(id)) keyspace.remove(key);
  leases.remove(id);
}
