import type { ServerConfig } from "../config/server-config.js";
import type { PeerAddress } from "../peers/index.js";
import { memberIdOf, type HexId } from "./ids.js";

const UNIX = "unix://";

/** A URL as the dialer has it. */
function dialledAt(url: string): string {
  return url.startsWith(UNIX) ? `unix:${url.slice(UNIX.length)}` : new URL(url).host;
}

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
      addresses: this.peerUrlsOf(member).map(dialledAt),
    }));
  }

  peerUrlsOf(member: HexId): readonly string[] {
    return this.#peerUrls.get(member) ?? [];
  }
}
