import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { memberIdOf, type HexId } from "@keyval/api/founding";
import type { StateMachine } from "@keyval/statemachine";
import type { ServerConfig } from "../config/server-config.js";
import type { Forwarding, PeerNetwork } from "../peers/index.js";
import { createHandlers, type Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
import { takeBackup } from "../rpc/take-backup.js";
import { takeIncrement } from "../rpc/take-increment.js";
import type { Member } from "./member.js";
import { ETCD_STORAGE_VERSION, ETCD_VERSION, WRITER } from "./version.js";

/** Leases get ids that every client can hold exactly. */
const LEASE_ID_LIMIT = 2 ** 47;

export interface MemberHandlersOptions {
  readonly config: ServerConfig;
  readonly member: Member;
  readonly cluster: HexId;
  readonly network: PeerNetwork;
  readonly forwarding: Forwarding;
}

/** Whoever answers the clients of this member, by all doors. */
export function createMemberHandlers(options: MemberHandlersOptions): Handlers {
  const { config, member, cluster, network, forwarding } = options;
  const { group, readLog, store, source, work, watching } = member;
  const { requestBytesMax, txnOperationsMax: operationsMax, quotaBytes } = config;
  const later = (run: () => void): void => void setImmediate(run);
  return createHandlers({
    ...{ group, readLog, store, work, watching, requestBytesMax, operationsMax, quotaBytes },
    cluster: idOfHex(cluster),
    member: idOfHex(member.id),
    version: ETCD_VERSION,
    storageVersion: ETCD_STORAGE_VERSION,
    freshId: () => randomInt(1, LEASE_ID_LIMIT),
    isStrict: config.isReconfigStrict,
    // As etcd has it: the cluster's token has no part in the id of a member that comes later.
    freshMemberId: (urls) => idOfHex(memberIdOf(() => createHash("sha1"), urls, "", Math.floor(Date.now() / 1_000))),
    connectedMs: (other) => network.connectedMs(other),
    isInSyncAt: (...question) => {
      forwarding.isInSync(...question);
    },
    takeBackup: (done) => {
      takeBackup({ group, crc32, writer: WRITER, cluster, source, keys: () => store().keyCount, later }, done);
    },
    takeIncrement: (request) => {
      const machine = (): StateMachine => store().machine;
      return takeIncrement({ group, machine, crc32, writer: WRITER, cluster, defer: later }, request);
    },
    createDigest: () => createHash("sha256"),
    later,
  });
}
