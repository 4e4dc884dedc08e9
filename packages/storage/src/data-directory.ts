/** What stands in a data directory beside its identity and its lock. */
export const DATA_DIRECTORY = {
  /** The write-ahead log. */
  log: "wal",
  /** Snapshots of other members. */
  received: "snapshots",
  /** The records. */
  engine: "engine",
} as const;
