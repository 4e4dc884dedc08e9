import { createHash, randomBytes } from "node:crypto";
import { foundingOf, initialMembers, splitList } from "@keyval/api/founding";
import { type Configuration, foundingConfiguration, type ReplicaId } from "@keyval/raft";
import type { Identity } from "@keyval/storage";
import { badArguments } from "../../../frame/failure.js";

interface BeginningFlags {
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
  const members = membersOf(() => initialMembers({ initialCluster, name, peerUrls }));
  const { cluster, member, founders } = foundingOf(() => createHash("sha1"), {
    initialCluster: members,
    peerUrls,
    token,
  });
  const configuration = foundingConfiguration([...founders.keys()]);
  const replica = configuration.hosts.find((host) => host.member === member)?.id ?? 0;
  const incarnation = randomBytes(8).toString("hex");
  return { identity: { cluster, member, incarnation }, replica, configuration };
}

function membersOf<Members>(parse: () => Members): Members {
  try {
    return parse();
  } catch (error) {
    throw badArguments((error as RangeError).message);
  }
}
