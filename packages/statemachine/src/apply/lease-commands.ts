import {
  CommandKind,
  type Id,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
} from "@keyval/api";
import { authorize } from "../auth/authorize.js";
import { Refusal } from "../refusal.js";
import { DONE } from "../result.js";
import type { Tables } from "../tables.js";
import { additionRefusal, changeRefusal } from "./alarm-refusal.js";
import type { CommandHandler } from "./command-handler.js";

const applyLeaseGrant: CommandHandler = ({ keyspace, leases, auth, alarms }, body, caller) => {
  const { ID, TTL, time } = LeaseGrantCommand.decode(body);
  const error = authorize(auth, leases, caller, "Lease.LeaseGrant", undefined) ?? additionRefusal(alarms);
  if (error !== undefined) return new Refusal(error);
  const outcome = leases.grant(ID, TTL, time);
  if ("error" in outcome) return new Refusal(outcome.error);
  keyspace.counts.leasesGranted += 1;
  return { header: undefined, ID, TTL: outcome.ttl, error: "" };
};

const applyLeaseRevoke: CommandHandler = (tables, body, caller) => {
  const { leases, auth, alarms } = tables;
  const request = LeaseRevokeRequest.decode(body);
  const error = authorize(auth, leases, caller, "Lease.LeaseRevoke", request) ?? changeRefusal(alarms);
  if (error !== undefined) return new Refusal(error);
  if (!leases.has(request.ID)) return new Refusal("leaseNotFound");
  endLease(tables, request.ID);
  tables.keyspace.counts.leasesRevoked += 1;
  return { header: undefined };
};

// The others are a leader's own: it asked about each renewal of a client when it came.

const applyLeaseRenew: CommandHandler = ({ keyspace, leases }, body) => {
  const { IDs, time } = LeaseRenewCommand.decode(body);
  keyspace.counts.leasesRenewed += IDs.length;
  return { ttls: leases.renew(IDs, time) };
};

const applyLeaseExpire: CommandHandler = (tables, body, _caller, { term }) => {
  const { IDs, time, term: decidedIn } = LeaseExpireCommand.decode(body);
  const error = changeRefusal(tables.alarms);
  if (error !== undefined) return new Refusal(error);
  for (const id of tables.leases.expire(IDs, time, decidedIn, term)) {
    endLease(tables, id);
    tables.keyspace.counts.leasesExpired += 1;
  }
  return DONE;
};

const applyLeaseTime: CommandHandler = ({ leases }, body) => {
  leases.pass(LeaseTimeCommand.decode(body).time);
  return DONE;
};

export const leaseHandlers = {
  [CommandKind.leaseGrant]: applyLeaseGrant,
  [CommandKind.leaseRevoke]: applyLeaseRevoke,
  [CommandKind.leaseRenew]: applyLeaseRenew,
  [CommandKind.leaseExpire]: applyLeaseExpire,
  [CommandKind.leaseTime]: applyLeaseTime,
};

/** Its keys go with it, all in the revision of the command. They need not leave it one by one. */
function endLease({ keyspace, leases }: Tables, id: Id): void {
  const keys = leases.keysOf(id);
  leases.remove(id);
  for (const key of keys) keyspace.remove(keyspace.latest(key));
}
