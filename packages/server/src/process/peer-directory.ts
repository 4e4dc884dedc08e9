import type { ServerConfig } from "../config/server-config.js";
import type { PeerAddress } from "../peers/index.js";
import { memberIdOf, type HexId } from "./ids.js";

/** Who the members are that the cluster began with, and where they are reached. */
export class PeerDirectory {
  readonly #peerUrls: ReadonlyMap<HexId, readonly string[]>;

  constructor({ initialCluster, token }: Pick<ServerConfig, "initialCluster" | "token">) {
    this.#peerUrls = new Map(initialCluster.map(({ peerUrls }) => [memberIdOf(peerUrls, token), peerUrls]));
  }

  get members(): HexId[] {
    return [...this.#peerUrls.keys()].toSorted();
  }

  /** Where to dial each of them. */
  addresses(): PeerAddress[] {
    return this.members.map((member) => ({
      member,
      addresses: this.peerUrlsOf(member).map((url) => new URL(url).host),
    }));
  }

  peerUrlsOf(member: HexId): readonly string[] {
    return this.#peerUrls.get(member) ?? [];
  }
}
