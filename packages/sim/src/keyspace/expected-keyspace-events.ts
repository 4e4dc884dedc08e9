/** What must happen somewhere in some thousand worlds of the key space: what never comes proves nothing. */
export const EXPECTED_KEYSPACE_EVENTS: readonly string[] = [
  ...["put", "nextPut", "delete", "txn", "range", "compact", "look", "unknownOutcome"],
  ...["leaseGrant", "leaseRevoke", "leaseKeepAlive", "leaseTimeToLive"],
  ...["lock", "unlock", "campaign", "resign", "leader"],
  ...["memberList", "memberAdd", "memberUpdate", "memberPromote", "memberRemove", "leaves, since it was removed"],
  ...["watch stream", "watch cancelled by compaction", "command of the next version"],

  "leader deposed",
  "leadership handed over",
  "uncommitted entries replaced",
  "snapshot over a partial log",
  "snapshot into an empty log",
  "snapshot: a file is here already",
  "snapshot: installed by a start",
];
