import { clusterIdOf, memberIdOf, type HexId, type Sha1 } from "./ids.js";

/** What a cluster begins with, as each of its first members finds out by itself. */
export interface Founding {
  readonly cluster: HexId;
  /** The one that asks. */
  readonly member: HexId;
  /** The peer URLs of each, by their ids, in the order in which they were named. */
  readonly founders: ReadonlyMap<HexId, readonly string[]>;
}

export interface FoundingFlags {
  readonly initialCluster: readonly { readonly peerUrls: readonly string[] }[];
  /** Of the one that asks. */
  readonly peerUrls: readonly string[];
  readonly token: string;
}

export function foundingOf(createSha1: () => Sha1, { initialCluster, peerUrls, token }: FoundingFlags): Founding {
  const idOf = (urls: readonly string[]): HexId => memberIdOf(createSha1, urls, token);
  const founders = new Map(initialCluster.map(({ peerUrls: urls }) => [idOf(urls), urls]));
  return { cluster: clusterIdOf(createSha1, [...founders.keys()]), member: idOf(peerUrls), founders };
}
