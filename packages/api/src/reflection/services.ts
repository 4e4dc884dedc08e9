import { Auth } from "../generated/etcdserverpb/auth.js";
import { Cluster } from "../generated/etcdserverpb/cluster.js";
import { KV } from "../generated/etcdserverpb/kv.js";
import { Lease } from "../generated/etcdserverpb/lease.js";
import { Maintenance } from "../generated/etcdserverpb/maintenance.js";
import { Watch } from "../generated/etcdserverpb/watch.js";
import { Health } from "../generated/grpc/health/v1/health.js";
import { Election } from "../generated/v3electionpb/election.js";
import { Lock } from "../generated/v3lockpb/lock.js";

/** All services that a server of etcd's protocol has. */
export const services = [KV, Watch, Lease, Cluster, Maintenance, Auth, Lock, Election, Health] as const;
