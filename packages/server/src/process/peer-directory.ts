import type { ServerConfig } from "../config/server-config.js";
import type { PeerAddress } from "../peers/index.js";
import type { MemberFacts } from "../rpc/cluster.js";
import { memberIdOf, type HexId } from "./ids.js";

const NOTHING_KNOWN: MemberFacts = { name: "", peerUrls: [], clientUrls: [] };

/** Who the members are that the cluster began with, and where they are reached. */
export class PeerDirectory {
  readonly #facts: ReadonlyMap<HexId, MemberFacts>;

  constructor({ initialCluster, token, name, advertisedClientUrls }: ServerConfig) {
    this.#facts = new Map(
      initialCluster.map((member) => {
        // Where another member's clients go, only that member knows.
        const clientUrls = member.name === name ? advertisedClientUrls : [];
        return [memberIdOf(member.peerUrls, token), { ...member, clientUrls }];
      }),
    );
  }

  get members(): HexId[] {
    return [...this.#facts.keys()].toSorted();
  }

  /** Where to dial each of them. */
  addresses(): PeerAddress[] {
    return this.members.map((member) => ({
      member,
      addresses: this.factsOf(member).peerUrls.map((url) => new URL(url).host),
    }));
  }

  factsOf(member: HexId): MemberFacts {
    return this.#facts.get(member) ?? NOTHING_KNOWN;
  }
}
