import { randomInt } from "node:crypto";
import { Auth, type ResponseHeader, statusOf } from "@keyval/api";
import { Health, healthService, RpcServer, type ServerInterceptor, type Status } from "@keyval/grpc";
import { gzip, nodeClock } from "@keyval/grpc/transport";
import { NOBODY } from "@keyval/raft";
import type { ServerConfig } from "../config/server-config.js";
import { serveCluster } from "../door/cluster-door.js";
import { serveKv } from "../door/kv-door.js";
import { serveLease } from "../door/lease-door.js";
import { serveMaintenance } from "../door/maintenance-door.js";
import { refuseMissing } from "../door/missing.js";
import { serveWatch } from "../door/watch-door.js";
import type { Forwarding } from "../peers/index.js";
import { ClusterHandlers } from "../rpc/cluster.js";
import { idOfHex } from "../rpc/hex-id.js";
import { KvHandlers } from "../rpc/kv.js";
import { LeaseHandlers } from "../rpc/lease.js";
import { MaintenanceHandlers } from "../rpc/maintenance.js";
import type { Served } from "../rpc/served.js";
import type { HexId } from "./ids.js";
import type { Member } from "./member.js";
import type { PeerDirectory } from "./peer-directory.js";
import { ETCD_STORAGE_VERSION, ETCD_VERSION } from "./version.js";

/** What a message may take besides the request in it. */
export const ENVELOPE_BYTES = 512 * 1024;

/** Leases get ids that every client can hold exactly. */
const LEASE_ID_LIMIT = 2 ** 47;

export interface ClientServerOptions {
  readonly config: ServerConfig;
  readonly member: Member;
  readonly cluster: HexId;
  readonly directory: PeerDirectory;
  readonly forwarding: Forwarding;
  /** A handler threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

/** All that clients can ask of a member over gRPC. */
export function createClientServer(options: ClientServerOptions): RpcServer {
  const { config, member, directory, failed } = options;
  const server = new RpcServer({
    clock: nodeClock,
    failed,
    compressions: [gzip],
    interceptors: [leaderOnly(member)],
    messageBytesMax: config.requestBytesMax + ENVELOPE_BYTES,
    keepalive: { timeMs: config.keepaliveInterval, timeoutMs: config.keepaliveTimeout, withoutCalls: true },
    pings: { minTimeMs: config.pingMinTime, withoutCalls: true },
  });
  const served = servedBy(options);
  const { group, store } = member;
  serveKv(server, new KvHandlers(served));
  serveLease(server, createLeases(options, served));
  serveWatch(server, { served, hub: () => store().hub, watching: member.watching });
  serveCluster(server, new ClusterHandlers({ served, group, peerUrlsOf: (id) => directory.peerUrlsOf(id) }));
  const versions = { version: ETCD_VERSION, storageVersion: ETCD_STORAGE_VERSION };
  serveMaintenance(server, new MaintenanceHandlers({ served, group, store, ...versions }));
  refuseMissing(server, Auth, []);
  server.serve(healthService, new Health().handlers);
  return server;
}

function servedBy({ config, member, cluster }: ClientServerOptions): Served {
  const { submissions, group, store } = member;
  const clusterId = idOfHex(cluster);
  const memberId = idOfHex(member.id);
  const header = (revision = store().revision): ResponseHeader => ({
    clusterId,
    memberId,
    revision,
    raftTerm: group.status.term,
  });
  return {
    submissions,
    machine: () => store().machine,
    requestBytesMax: config.requestBytesMax,
    operationsMax: config.txnOperationsMax,
    quotaBytes: config.quotaBytes,
    quota: member.quota,
    header,
  };
}

function createLeases({ member, forwarding }: ClientServerOptions, served: Served): LeaseHandlers {
  const { desk, group } = member;
  return new LeaseHandlers({
    served,
    desk,
    freshId: () => randomInt(1, LEASE_ID_LIMIT),
    renewAtLeader: (id, done) => {
      const leader = group.memberOf(group.leader);
      if (leader === undefined) setImmediate(done, undefined);
      else forwarding.renew(leader, id, RENEW_TIMEOUT_MS, done);
    },
  });
}

/** A keep-alive that takes longer is of no use to its client, who sends several in a lease's life. */
const RENEW_TIMEOUT_MS = 5_000;

/** Who asks for it is told at once that nobody leads, instead of waiting for somebody. */
function leaderOnly({ group }: Member): ServerInterceptor {
  const { code, message } = statusOf("noLeader");
  return (call, proceed) => {
    if (group.leader === NOBODY && call.metadata.get("hasleader") === "true") call.fail(code as Status, message);
    else proceed();
  };
}
