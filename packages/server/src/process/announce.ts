import { type ErrorName, type Init, type MemberAddCommand, statusOf } from "@keyval/api";
import { type ClusterVersions, thisBuild } from "@keyval/statemachine";
import { announce as announceTo } from "../rpc/announce.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";
import type { Storage } from "./open-storage.js";
import type { PeerUrls } from "./peer-directory.js";
import { ETCD_CLUSTER_VERSION } from "./version.js";

export interface Announcer {
  readonly member: Member;
  readonly storage: Storage;
  readonly name: string;
  /** What the others, and clients, are told to reach this member at. */
  readonly peerURLs: readonly string[];
  readonly clientURLs: readonly string[];
  /** Where the members of the beginning are reached. */
  readonly known: PeerUrls;
}

/** Resolves with true when this member has announced itself, with false if it stops or has to leave. */
export function announce({ member, storage, name, peerURLs, clientURLs, known }: Announcer): Promise<boolean> {
  const { identity } = storage;
  const { submissions, work } = member;
  const [ID, incarnation] = [idOfHex(identity.member), idOfHex(identity.incarnation)];
  const announcement = { ID, name, clientURLs, incarnation, level: thisBuild.level };
  const later = (run: () => void): void => {
    setImmediate(run);
  };
  return new Promise((resolve, reject) => {
    const founders = unlistedFounders(member, known);
    const versions = (): ClusterVersions => member.store().machine.tables.versions;
    const told = { announcement, peerURLs, founders, versions, clusterVersion: ETCD_CLUSTER_VERSION };
    announceTo({ submissions, later, ...told }, (refusal) => {
      if (refusal === undefined || refusal === "stopped" || work.keeper.isRemoved) {
        resolve(refusal === undefined);
        return;
      }
      reject(new Error(`the cluster does not take this member back (${refusal}): ${remedyOf(refusal)}`));
    });
  });
}

function remedyOf(refusal: ErrorName): string {
  if (refusal === "memberTooOld") return statusOf(refusal).message;
  return "if its data directory was lost, remove the member and add it again";
}

/** Members of the beginning that may have never started: whoever counts members has to count them. */
function unlistedFounders({ id, group, store }: Member, known: PeerUrls): Init<MemberAddCommand>[] {
  const { members } = store().machine.tables;
  return group.configuration.hosts
    .filter(({ member, incarnation }) => member !== id && incarnation === "" && known.has(member))
    .map(({ member }) => ({ ID: idOfHex(member), peerURLs: known.get(member) ?? [], isLearner: false }))
    .filter(({ ID }) => members.get(ID) === undefined);
}
