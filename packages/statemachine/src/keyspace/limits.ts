/** What a version takes beside its key and value, for the quota: about what its record and its place in the index do. */
export const VERSION_BYTES = 128;

/** What a put is taken to need beside its key and value when it is judged by the quota; the same as with etcd. */
export const PUT_BYTES = 256;

/** Steps of one slice. None of them takes more than a few microseconds: so a slice stays below five milliseconds. */
export const SCAN_STEPS = 4_000;
export const SORT_STEPS = 10_000;
export const COMPACT_STEPS = 3_000;
export const REBUILD_STEPS = 5_000;

/** A query that needs no more records than this from the disk waits for them at once. */
export const READS_NOW = 4;

/** How many records one query reads at the same time. */
export const READS_AT_ONCE = 32;

/** Queries that are under way. Each costs what its answer does. */
export const QUERIES_MAX = 1_000;

/** A piece of a stream is closed once it is as large as one of these. */
export const STREAM_KEYS = 1_000;
export const STREAM_BYTES = 262_144;
