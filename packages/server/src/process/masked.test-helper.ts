/** What a client of etcd says, without what no two servers have in common. */
export function masked(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+(?:, \d+\b)?/gu, "HOST")
    .replaceAll(/"(?:raft_term|RaftTerm)"( ?): ?\d+/gu, "TERM")
    .replaceAll(/took(?: =)? [\d.µm]+s/gu, "TOOK")
    .replaceAll(/"ID":\d+,"TTL"/gu, "LEASE")
    .replaceAll(/\b[0-9a-f]{16}\b(?!,)/gu, "ID");
}
