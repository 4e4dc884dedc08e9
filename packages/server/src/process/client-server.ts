import { randomInt } from "node:crypto";
import { Auth, statusOf } from "@keyval/api";
import { Health, healthService, type PlainStreams, RpcServer } from "@keyval/grpc";
import type { ServerInterceptor, Status } from "@keyval/grpc";
import { gzip, nodeClock } from "@keyval/grpc/transport";
import { NOBODY } from "@keyval/raft";
import type { ServerConfig } from "../config/server-config.js";
import { serveCluster } from "../door/cluster-door.js";
import { serveElection } from "../door/election-door.js";
import { serveKv } from "../door/kv-door.js";
import { serveLease } from "../door/lease-door.js";
import { serveLock } from "../door/lock-door.js";
import { serveMaintenance } from "../door/maintenance-door.js";
import { refuseMissing } from "../door/missing.js";
import { serveWatch } from "../door/watch-door.js";
import type { Forwarding } from "../peers/index.js";
import { createHandlers, type Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
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
  /** Takes what is not gRPC. */
  readonly other: PlainStreams | undefined;
  /** A handler threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

/** All that clients can ask of a member over gRPC. */
export function createClientServer(options: ClientServerOptions): RpcServer {
  const { config, member, failed, other } = options;
  const server = new RpcServer({
    clock: nodeClock,
    failed,
    compressions: [gzip],
    interceptors: [leaderOnly(member)],
    ...(other !== undefined && { other }),
    messageBytesMax: config.requestBytesMax + ENVELOPE_BYTES,
    keepalive: { timeMs: config.keepaliveInterval, timeoutMs: config.keepaliveTimeout, withoutCalls: true },
    pings: { minTimeMs: config.pingMinTime, withoutCalls: true },
  });
  const { served, watches, kv, lease, lock, election, cluster, maintenance } = handlersOf(options);
  serveKv(server, kv);
  serveLease(server, lease);
  serveWatch(server, { ...watches, served });
  serveLock(server, lock);
  serveElection(server, election);
  serveCluster(server, cluster);
  serveMaintenance(server, maintenance);
  refuseMissing(server, Auth, []);
  server.serve(healthService, new Health().handlers);
  return server;
}

function handlersOf({ config, member, cluster, directory, forwarding }: ClientServerOptions): Handlers {
  const { group, store, work, watching } = member;
  const { requestBytesMax, txnOperationsMax: operationsMax, quotaBytes } = config;
  return createHandlers({
    ...{ group, store, work, watching, requestBytesMax, operationsMax, quotaBytes },
    cluster: idOfHex(cluster),
    member: idOfHex(member.id),
    version: ETCD_VERSION,
    storageVersion: ETCD_STORAGE_VERSION,
    freshId: () => randomInt(1, LEASE_ID_LIMIT),
    peerUrlsOf: (id) => directory.peerUrlsOf(id),
    renewAt: (...renewal) => {
      forwarding.renew(...renewal);
    },
    later: setImmediate,
  });
}

/** Who asks for it is told at once that nobody leads, instead of waiting for somebody. */
function leaderOnly({ group }: Member): ServerInterceptor {
  const { code, message } = statusOf("noLeader");
  return (call, proceed) => {
    if (group.leader === NOBODY && call.metadata.get("hasleader") === "true") call.fail(code as Status, message);
    else proceed();
  };
}
