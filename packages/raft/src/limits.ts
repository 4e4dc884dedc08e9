/** What an entry pins in memory beside its payload: the object, its slots in arrays, its frame on the wire. */
export const ENTRY_OVERHEAD_BYTES = 64;

/** Indexes, terms and rounds stay well inside the integers that a double holds exactly (2^53). */
export const NUMBER_MAX = 2 ** 53 - 1;

/** A configuration larger than this is a mistake: quorums are found by counting, and every replica gets every entry. */
export const REPLICAS_MAX = 64;

/** How finely, and how often at most, a leader remembers when it sent heartbeats; acks of older ones prolong no lease. */
export const ROUND_TIMES_PER_HEARTBEAT = 8;
export const ROUND_TIMES_MAX = 64;

/** A replica of this priority stands for election without extra delay; one of priority 0 never does of its own accord. */
export const PRIORITY_MAX = 8;

/** A snapshot under way holds back the log's truncation by at most this multiple of `keptEntries`. */
export const KEPT_FOR_SNAPSHOT_FACTOR = 8;
