import type {
  AlarmRequest,
  AuthRoleGetRequest,
  AuthUserGetRequest,
  DeleteRangeRequest,
  LeaseKeepAliveRequest,
  LeaseRevokeRequest,
  LeaseTimeToLiveRequest,
  PutRequest,
  RangeRequest,
  TxnRequest,
  WatchRequest,
} from "@keyval/api";
import { AlarmAction } from "@keyval/api";
import { NO_KEYS, type Access } from "./access.js";
import { deleteRangeAccess, putAccess, rangeAccess, txnAccess, watchAccess } from "./key-access.js";

const OPEN: Access = { needs: "nothing" };
const LOGIN: Access = { needs: "login" };
const ADMIN: Access = { needs: "admin" };

const open = (): Access => OPEN;
const login = (): Access => LOGIN;
const admin = (): Access => ADMIN;
/** Done in steps that are requests of their own, each of them judged. */
const inSteps = open;

/** What every call needs, by its name and what it asks for. */
const accessRules = {
  "KV.Range": (request: RangeRequest) => rangeAccess(request),
  "KV.RangeStream": (request: RangeRequest) => rangeAccess(request),
  "KV.Put": (request: PutRequest) => putAccess(request),
  "KV.DeleteRange": (request: DeleteRangeRequest) => deleteRangeAccess(request),
  "KV.Txn": (request: TxnRequest) => txnAccess(request),
  "KV.Compact": admin,

  // What a stream says of a watch that it has already needs nothing more.
  "Watch.Watch": ({ createRequest }: WatchRequest) => (createRequest === undefined ? OPEN : watchAccess(createRequest)),

  "Lease.LeaseGrant": login,
  "Lease.LeaseRevoke": ({ ID }: LeaseRevokeRequest) => ({ ...NO_KEYS, writeLeases: [ID] }),
  "Lease.LeaseKeepAlive": ({ ID }: LeaseKeepAliveRequest) => ({ ...NO_KEYS, writeLeases: [ID] }),
  "Lease.LeaseTimeToLive": ({ ID, keys }: LeaseTimeToLiveRequest) => (keys ? { ...NO_KEYS, readLeases: [ID] } : LOGIN),
  "Lease.LeaseLeases": () => ({ ...NO_KEYS, readLeases: "all" as const }),

  "Cluster.MemberAdd": admin,
  "Cluster.MemberRemove": admin,
  "Cluster.MemberUpdate": admin,
  "Cluster.MemberPromote": admin,
  "Cluster.MemberList": login,

  "Maintenance.Alarm": ({ action }: AlarmRequest) => (action === AlarmAction.GET ? LOGIN : ADMIN),
  "Maintenance.Status": login,
  "Maintenance.Defragment": admin,
  "Maintenance.Hash": admin,
  "Maintenance.HashKV": admin,
  "Maintenance.Snapshot": admin,
  "Maintenance.MoveLeader": admin,
  "Maintenance.Downgrade": admin,

  "Auth.AuthEnable": admin,
  "Auth.AuthDisable": admin,
  "Auth.AuthStatus": open,
  "Auth.Authenticate": open,
  "Auth.UserAdd": admin,
  "Auth.UserGet": ({ name }: AuthUserGetRequest) => ({ needs: "user" as const, name }),
  "Auth.UserList": admin,
  "Auth.UserDelete": admin,
  "Auth.UserChangePassword": admin,
  "Auth.UserGrantRole": admin,
  "Auth.UserRevokeRole": admin,
  "Auth.RoleAdd": admin,
  "Auth.RoleGet": ({ role }: AuthRoleGetRequest) => ({ needs: "role" as const, name: role }),
  "Auth.RoleList": admin,
  "Auth.RoleDelete": admin,
  "Auth.RoleGrantPermission": admin,
  "Auth.RoleRevokePermission": admin,

  "Lock.Lock": inSteps,
  "Lock.Unlock": inSteps,
  "Election.Campaign": inSteps,
  "Election.Proclaim": inSteps,
  "Election.Leader": inSteps,
  "Election.Observe": inSteps,
  "Election.Resign": inSteps,

  "Health.Check": open,
  "Health.Watch": open,

  // KeyVal's own.
  "Session.Open": login,
  "CommandLog.Read": admin,
  "Snapshot.Since": admin,
} satisfies Readonly<Record<string, (request: never) => Access>>;

/** `Service.Method`, without the package. */
export type Rpc = keyof typeof accessRules;

/** As much of a call's request as its rule looks at. */
export type Judged<Name extends Rpc> =
  Parameters<(typeof accessRules)[Name]> extends [infer Request] ? Request : unknown;

export const RPCS = Object.keys(accessRules) as readonly Rpc[];

export function accessOf<Name extends Rpc>(rpc: Name, request: Judged<Name>): Access {
  const rule = accessRules[rpc] as (request: Judged<Name>) => Access;
  return rule(request);
}
