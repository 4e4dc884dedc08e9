import { setTimeout as delay } from "node:timers/promises";
import type { HexId, InitialMember } from "@keyval/api/founding";
import { Channel } from "@keyval/grpc";
import { dialer, nodeClock } from "@keyval/grpc/transport";
import { ConfigError } from "../config/config-error.js";
import type { ServerConfig } from "../config/server-config.js";
import { askForCluster, type ClusterDescription } from "../peers/index.js";
import { addressOf, type PeerUrls } from "./peer-directory.js";
import { postJoin } from "./post-join.js";

/** A running cluster, and who of its members this one is to be. */
export interface JoinedCluster {
  readonly cluster: HexId;
  readonly own: HexId;
  readonly peerUrls: PeerUrls;
}

/** Members may be starting just now, or be busy with an election. */
const WAIT_MS = 30_000;
/** What a member tells may be old, and fit as soon as it has applied what the others have. */
const FIT_MS = 2_000;
const PAUSE_MS = 200;

/** Asks those that this member was told of which cluster they are, and finds itself among its members. */
export function describeCluster(config: ServerConfig): Promise<JoinedCluster> {
  const { joinAddress } = config;
  return joinAddress === undefined ? describedByPeers(config) : postJoin(joinAddress, config);
}

async function describedByPeers({ name, initialCluster }: ServerConfig): Promise<JoinedCluster> {
  const others = initialCluster.filter((member) => member.name !== name).flatMap(({ peerUrls }) => peerUrls);
  if (others.length === 0) throw new ConfigError("--initial-cluster names no other member that could be joined");
  const channels = others.map(addressOf).map(channelTo);
  const began = Date.now();
  let misfit: ConfigError | undefined;
  try {
    for (;;) {
      for (const channel of channels) {
        const description = await askForCluster(channel);
        const found = description && foundAmong(description, initialCluster, name);
        if (found instanceof ConfigError) misfit = found;
        else if (found !== undefined) return found;
      }
      const waited = Date.now() - began;
      if (misfit !== undefined && waited >= FIT_MS) throw misfit;
      if (waited >= WAIT_MS) {
        const why = `none of ${others.join(", ")} says which cluster it is`;
        throw new Error(`${why}: check --initial-cluster, and that these members are running KeyVal`);
      }
      await delay(PAUSE_MS);
    }
  } finally {
    for (const channel of channels) channel.abort();
  }
}

export function channelTo(address: string): Channel {
  return new Channel({
    addresses: [address],
    dial: dialer(),
    clock: nodeClock,
    random: Math.random,
    failed: (bug) => {
      throw bug;
    },
  });
}

/** As with etcd, what the flags say of the members has to be what the members say; otherwise an error says where they differ. */
function foundAmong(
  { cluster, members }: ClusterDescription,
  initial: readonly InitialMember[],
  name: string,
): JoinedCluster | ConfigError {
  if (members.length !== initial.length) {
    const counts = `--initial-cluster names ${initial.length} members, but the cluster has ${members.length}`;
    return new ConfigError(`${counts}: add this member first, and name them all`);
  }
  const peerUrls = new Map(members.map((member) => [member.member, member.peerUrls]));
  const namesByUrls = new Map(initial.map((member) => [member.peerUrls.join(), member.name]));
  for (const { member, peerUrls: urls } of members) {
    if (namesByUrls.has(urls.toSorted().join())) continue;
    return new ConfigError(`--initial-cluster does not have the peer URLs of member ${member}, ${urls.join()}`);
  }
  const own = members.find((member) => namesByUrls.get(member.peerUrls.toSorted().join()) === name);
  if (own === undefined) return new ConfigError(`the cluster has no member with the peer URLs of "${name}"`);
  return { cluster, own: own.member, peerUrls };
}
