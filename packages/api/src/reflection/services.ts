import { Auth } from "../generated/etcdserverpb/auth.js";
import { Cluster } from "../generated/etcdserverpb/cluster.js";
import { KV } from "../generated/etcdserverpb/kv.js";
import { Lease } from "../generated/etcdserverpb/lease.js";
import { Maintenance } from "../generated/etcdserverpb/maintenance.js";
import { Watch } from "../generated/etcdserverpb/watch.js";
import { Health } from "../generated/grpc/health/v1/health.js";
import { CommandLog } from "../generated/keyval/command_log.js";
import { Session } from "../generated/keyval/session.js";
import { Snapshot } from "../generated/keyval/snapshot.js";
import { Election } from "../generated/v3electionpb/election.js";
import { Lock } from "../generated/v3lockpb/lock.js";

/** All services of a server: those of etcd's protocol, and KeyVal's own. */
export const services = [
  ...[KV, Watch, Lease, Cluster, Maintenance, Auth, Lock, Election, Health],
  ...[Session, CommandLog, Snapshot],
] as const;
