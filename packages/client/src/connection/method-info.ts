import type { AnyMethod } from "@keyval/grpc";
import type { StartedCall } from "./hooks.js";

/** Methods that change nothing: however they fail, they may be called again. */
const READING: ReadonlySet<string> = new Set([
  "/etcdserverpb.KV/Range",
  "/etcdserverpb.KV/RangeStream",
  "/etcdserverpb.Lease/LeaseTimeToLive",
  "/etcdserverpb.Lease/LeaseLeases",
  "/etcdserverpb.Cluster/MemberList",
  "/etcdserverpb.Maintenance/Status",
  "/etcdserverpb.Maintenance/Hash",
  "/etcdserverpb.Maintenance/HashKV",
  "/etcdserverpb.Maintenance/Snapshot",
  "/etcdserverpb.Watch/Watch",
  "/etcdserverpb.Auth/AuthStatus",
  "/etcdserverpb.Auth/Authenticate",
  "/etcdserverpb.Auth/UserGet",
  "/etcdserverpb.Auth/UserList",
  "/etcdserverpb.Auth/RoleGet",
  "/etcdserverpb.Auth/RoleList",
  "/keyval.CommandLog/Read",
  "/keyval.Snapshot/Since",
  "/v3electionpb.Election/Leader",
  "/v3electionpb.Election/Observe",
  "/grpc.health.v1.Health/Check",
  // One that was opened in vain ends by itself.
  "/keyval.Session/Open",
]);

/** Services whose methods need a leader, unless a request says that any member may answer. */
const LED: ReadonlySet<string> = new Set([
  "etcdserverpb.KV",
  "etcdserverpb.Watch",
  "etcdserverpb.Lease",
  "v3lockpb.Lock",
  "v3electionpb.Election",
  "keyval.Session",
]);

/** What this side knows of a method beside its messages. */
export interface MethodInfo extends StartedCall {
  readonly changesNothing: boolean;
  /** Whether it does no harm to call it again, however it failed. */
  readonly isRepeatable: boolean;
  readonly needsLeader: boolean;
}

export function methodInfo({ path }: AnyMethod): MethodInfo {
  const [, rpcService = "", rpcMethod = ""] = path.split("/");
  const changesNothing = READING.has(path);
  return {
    method: `${rpcService.slice(rpcService.lastIndexOf(".") + 1)}/${rpcMethod}`,
    rpcService,
    rpcMethod,
    changesNothing,
    isRepeatable: changesNothing,
    needsLeader: LED.has(rpcService),
  };
}
