import type { ServerConfig } from "../config/server-config.js";
import { announce as announceTo } from "../rpc/announce.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";
import type { Storage } from "./open-storage.js";

/** Resolves when this member has announced itself as it is configured, or stops. */
export function announce({ submissions }: Member, { identity }: Storage, config: ServerConfig): Promise<void> {
  const { name, advertisedPeerUrls: peerURLs, advertisedClientUrls: clientURLs } = config;
  const [ID, incarnation] = [idOfHex(identity.member), idOfHex(identity.incarnation)];
  const announcement = { ID, name, clientURLs, incarnation };
  const later = (run: () => void): void => {
    setImmediate(run);
  };
  return new Promise((resolve, reject) => {
    announceTo({ submissions, announcement, peerURLs, later }, (refusal) => {
      if (refusal === undefined || refusal === "stopped") {
        resolve();
        return;
      }
      const what = "if its data directory was lost, remove the member and add it again";
      reject(new Error(`the cluster does not take this member back (${refusal}): ${what}`));
    });
  });
}
