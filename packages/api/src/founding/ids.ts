/** A member's or a cluster's id: 64 bits as 16 hexadecimal digits. */
export type HexId = string;

/** SHA-1 as it grows: Node's has this form. */
export interface Sha1 {
  update(text: string, encoding?: "utf8" | "hex"): this;
  digest(encoding: "hex"): string;
}

/**
 * Derived as etcd does, so that a member of the initial cluster knows every other one's: from its peer URLs and the cluster's
 * token, and, where it was added to a running cluster, from when that was.
 */
export function memberIdOf(
  createSha1: () => Sha1,
  peerUrls: readonly string[],
  token: string,
  addedAtSeconds?: number,
): HexId {
  const hash = createSha1().update(peerUrls.toSorted().join("")).update(token);
  if (addedAtSeconds !== undefined) hash.update(String(addedAtSeconds));
  return hash.digest("hex").slice(0, 16);
}

/** Of the members that the cluster began with. */
export function clusterIdOf(createSha1: () => Sha1, members: readonly HexId[]): HexId {
  const hash = createSha1();
  for (const member of members.toSorted()) hash.update(member, "hex");
  return hash.digest("hex").slice(0, 16);
}
