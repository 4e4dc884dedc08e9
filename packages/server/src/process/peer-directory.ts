import type { MemberState } from "@keyval/api";
import type { HexId } from "@keyval/api/founding";
import type { Host } from "@keyval/raft";
import type { PeerAddress } from "../peers/index.js";
import { hexOfId } from "../rpc/hex-id.js";

/** The peer URLs of members. */
export type PeerUrls = ReadonlyMap<HexId, readonly string[]>;

/** Where the other members are reached: by the table of members, once that is there. */
export class PeerDirectory {
  readonly #own: HexId;
  /** Whom this start was told of. */
  readonly #known: PeerUrls;
  /** As they were heard last, of those as well that were removed and are yet to be told. */
  readonly #latest: Map<HexId, readonly string[]>;

  constructor(own: HexId, known: PeerUrls) {
    this.#own = own;
    this.#known = known;
    this.#latest = new Map(known);
  }

  /** Whom to dial, and where. */
  addresses(members: readonly MemberState[], hosts: readonly Host[]): PeerAddress[] {
    const listed = members.map(({ ID, peerURLs }) => [hexOfId(ID), peerURLs] as const);
    for (const [member, urls] of listed) this.#latest.set(member, urls);
    // A table without this member is that of a time before it came, or of a cluster that has just begun.
    const isOld = !listed.some(([member]) => member === this.#own);
    const told = isOld ? [...this.#known.keys()] : [];
    const wanted = new Set([...listed.map(([member]) => member), ...hosts.map(({ member }) => member), ...told]);
    return [...wanted]
      .map((member) => ({ member, addresses: (this.#latest.get(member) ?? []).map(addressOf) }))
      .filter(({ addresses }) => addresses.length > 0);
  }
}

const UNIX = "unix://";

/** A URL as the dialer has it: `host:port`, the port too where that is the usual one, or a socket in a file. */
export function addressOf(url: string): string {
  if (url.startsWith(UNIX)) return `unix:${url.slice(UNIX.length)}`;
  return /^[a-z]+:\/\/([^/]*)/u.exec(url)?.[1] ?? url;
}
