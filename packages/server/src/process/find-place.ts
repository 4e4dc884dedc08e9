import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { foundingOf, type Founding, type HexId } from "@keyval/api/founding";
import { foundingConfiguration, type Configuration, type ReplicaId } from "@keyval/raft";
import type { ServerConfig } from "../config/server-config.js";
import { askForReplica } from "../peers/index.js";
import { channelTo, describeCluster, type JoinedCluster } from "./describe-cluster.js";
import type { Logger } from "./logger.js";
import { GROUP } from "./open-machine.js";
import type { Storage } from "./open-storage.js";
import { addressOf, type PeerUrls } from "./peer-directory.js";

/** Whose data a new directory will hold. */
export interface Belonging {
  readonly cluster: HexId;
  readonly member: HexId;
}

/** Where a member stands in its cluster when it starts. */
export interface Place {
  readonly replica: ReplicaId;
  /** What the cluster begins with; undefined for a member that takes it from the others, or from its disk. */
  readonly configuration: Configuration | undefined;
  /** Where the others are, as far as the flags or the others told. */
  readonly known: PeerUrls;
}

const PAUSE_MS = 100;

/**
 * Finds a member's cluster and its place there. A data directory says both. With an empty one a member either begins a cluster
 * with others that were told the same, or joins one that has listed it already.
 */
export class PlaceFinder {
  readonly #config: ServerConfig;
  readonly #log: Logger;
  readonly #founding: Founding;
  #joined: JoinedCluster | undefined;

  constructor(config: ServerConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
    const { initialCluster, advertisedPeerUrls: peerUrls, token } = config;
    this.#founding = foundingOf(() => createHash("sha1"), { initialCluster, peerUrls, token });
  }

  /** For a directory that holds nothing yet. */
  async belonging(): Promise<Belonging> {
    if (this.#joins) {
      const { cluster, own } = await this.#describe();
      return { cluster, member: own };
    }
    return this.#founding;
  }

  async place({ identity, recovered }: Storage): Promise<Place> {
    const found = recovered.groups.find(({ group }) => group === GROUP);
    const { cluster, member, founders } = this.#founding;
    if (found !== undefined) {
      // Flags of another beginning name members that there are not: one that joined was none of the first, say.
      const known: PeerUrls = founders.has(identity.member) ? founders : new Map();
      return { replica: found.replica, configuration: undefined, known };
    }
    if (this.#joins) return this.#join(identity);
    if (identity.cluster !== cluster || identity.member !== member) {
      const whose = `holds member ${identity.member} of cluster ${identity.cluster}, which never ran`;
      throw new Error(`the data directory ${whose}: start with the flags of its beginning, or with an empty one`);
    }
    const configuration = foundingConfiguration([...founders.keys()]);
    const replica = configuration.hosts.find((host) => host.member === member)?.id ?? 0;
    return { replica, configuration, known: founders };
  }

  get #joins(): boolean {
    return this.#config.joinAddress !== undefined || !this.#config.isNewCluster;
  }

  async #describe(): Promise<JoinedCluster> {
    this.#joined ??= await describeCluster(this.#config);
    return this.#joined;
  }

  /** Asks whoever may lead until the others have agreed on this member's replica. */
  async #join(identity: Storage["identity"]): Promise<Place> {
    const { cluster, own, peerUrls } = await this.#describe();
    if (identity.cluster !== cluster || identity.member !== own) {
      const whose = `belongs to member ${identity.member} of cluster ${identity.cluster}`;
      throw new Error(`the data directory ${whose}, and the cluster knows this one as ${own}: start with an empty one`);
    }
    const others = [...peerUrls].filter(([member]) => member !== own).flatMap(([, urls]) => urls.map(addressOf));
    this.#log.info("waiting for the leader to take this member in", { cluster, member: own, asking: others });
    const channels = others.map(channelTo);
    try {
      for (;;) {
        for (const channel of channels) {
          const replica = await askForReplica(channel, identity);
          if (replica !== undefined) return { replica, configuration: undefined, known: peerUrls };
        }
        await delay(PAUSE_MS);
      }
    } finally {
      for (const channel of channels) channel.abort();
    }
  }
}
