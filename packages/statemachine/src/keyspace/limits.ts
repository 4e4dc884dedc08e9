/** What a put is taken to need beside its key and value when it is judged by the quota; the same as with etcd. */
export const PUT_BYTES = 256;

/** How much is done in one slice. Only when something is done depends on it, never what. */
export interface SliceSizes {
  /** Entries and versions of the index that a query looks at. */
  readonly scan: number;
  /** Elements that a sort moves. */
  readonly sort: number;
  /** Values at hand that a query takes. */
  readonly values: number;
  /** Records that one query reads at the same time. */
  readonly reads: number;
  /** Keys that make a piece of a stream. */
  readonly piece: number;
  /** Versions that compaction looks at, and removes. */
  readonly compact: number;
  /** Keys that enter the index when it is built again. */
  readonly rebuild: number;
}

/** No step takes more than a few microseconds: so a slice stays below five milliseconds. */
export const SLICE_SIZES: SliceSizes = {
  scan: 4_000,
  sort: 10_000,
  values: 2_000,
  reads: 32,
  piece: 1_000,
  compact: 1_000,
  rebuild: 5_000,
};

/** A query that needs no more records than this from the disk waits for them at once. */
export const READS_NOW = 4;

/** Queries that are under way. Each costs what its answer does. */
export const QUERIES_MAX = 1_000;

/** Keys and values of one answer. Beyond: `answerTooLarge`; streams and pages are for more. */
export const ANSWER_BYTES_MAX = 64 * 1_048_576;

/** What an answer takes for each message in it, at the least what its numbers and lengths take on the wire. */
export const MESSAGE_OWN_BYTES = 64;

/** A piece of a stream that is as large is closed however few keys it has. */
export const STREAM_BYTES = 262_144;

/** A command that ends so many keys takes tens of milliseconds. */
export const LONG_KEYS = 10_000;
