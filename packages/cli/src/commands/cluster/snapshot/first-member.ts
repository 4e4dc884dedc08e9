import { createHash, randomBytes } from "node:crypto";
import { clusterIdOf, initialMembers, memberIdOf, type Sha1, splitList } from "@keyval/api/founding";
import { type Configuration, foundingConfiguration, type ReplicaId } from "@keyval/raft";
import type { Identity } from "@keyval/storage";
import { badArguments } from "../../../frame/failure.js";

export interface BeginningFlags {
  readonly name: string;
  readonly "initial-cluster": string;
  readonly "initial-cluster-token": string;
  readonly "initial-advertise-peer-urls": string;
}

/** A member of a cluster that is about to begin, as the server will find itself by the same flags. */
export interface FirstMember {
  readonly identity: Identity;
  readonly replica: ReplicaId;
  readonly configuration: Configuration;
}

export function firstMemberOf(flags: BeginningFlags): FirstMember {
  const { name, "initial-cluster": initialCluster, "initial-cluster-token": token } = flags;
  const peerUrls = splitList(flags["initial-advertise-peer-urls"]);
  const ids = membersOf(() => initialMembers({ initialCluster, name, peerUrls })).map((urls) =>
    memberIdOf(sha1, urls, token),
  );
  const member = memberIdOf(sha1, peerUrls, token);
  const configuration = foundingConfiguration(ids);
  const replica = configuration.hosts.find((host) => host.member === member)?.id ?? 0;
  const incarnation = randomBytes(8).toString("hex");
  return { identity: { cluster: clusterIdOf(sha1, ids), member, incarnation }, replica, configuration };
}

function membersOf(parse: () => readonly { readonly peerUrls: readonly string[] }[]): (readonly string[])[] {
  try {
    return parse().map(({ peerUrls }) => peerUrls);
  } catch (error) {
    throw badArguments((error as RangeError).message);
  }
}

const sha1 = (): Sha1 => createHash("sha1");
