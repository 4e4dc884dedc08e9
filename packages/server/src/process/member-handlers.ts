import { randomInt } from "node:crypto";
import type { ServerConfig } from "../config/server-config.js";
import type { Forwarding } from "../peers/index.js";
import { createHandlers, type Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { HexId } from "./ids.js";
import type { Member } from "./member.js";
import type { PeerDirectory } from "./peer-directory.js";
import { ETCD_STORAGE_VERSION, ETCD_VERSION } from "./version.js";

/** Leases get ids that every client can hold exactly. */
const LEASE_ID_LIMIT = 2 ** 47;

export interface MemberHandlersOptions {
  readonly config: ServerConfig;
  readonly member: Member;
  readonly cluster: HexId;
  readonly directory: PeerDirectory;
  readonly forwarding: Forwarding;
}

/** Whoever answers the clients of this member, by all doors. */
export function createMemberHandlers(options: MemberHandlersOptions): Handlers {
  const { config, member, cluster, directory, forwarding } = options;
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
