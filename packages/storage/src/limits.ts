/** Numbers in files stay integers that a double holds exactly. */
export const NUMBER_MAX = 2 ** 53 - 1;

/** What a disk writes whole or not at all. */
export const SECTOR_BYTES = 512;

/** Appends are gathered into one batch of the log until they are this large; a single one may be larger. */
export const BATCH_BYTES_MAX = 2 ** 20;

/** A batch is written and read whole, and its length has 32 bits. */
export const APPEND_BYTES_MAX = 2 ** 30;

/** Room for the header and a batch of any use. */
export const SEGMENT_BYTES_MIN = 4 * SECTOR_BYTES;

/** How far behind the log's end recovery looks for what was written later: a larger batch is announced by the one before. */
export const LOOK_AHEAD_BYTES = 2 ** 21;

/** A segment grows beyond its usual size for an append, and for the state of the groups before it. */
export const SEGMENT_BYTES_MAX = 2 ** 31;

/**
 * Where the log takes more than its first few segments and so many bytes for each that it needs, what is kept in the
 * oldest segment is moved: the log writes at most an eighth more for it, and never grows beyond this by much.
 */
export const SEGMENTS_UNJUDGED = 4;
export const LOG_BYTES_PER_KEPT_BYTE = 8;

/** The piece in which a snapshot's files are read, sent and written; two are in memory on either side. */
export const SNAPSHOT_CHUNK_BYTES = 2 ** 20;

/** Enough for a file of 32 MB each in 2 TB, and a manifest that is decoded in one go: half of it may be the owner's state. */
export const SNAPSHOT_FILES_MAX = 2 ** 16;
export const MANIFEST_BYTES_MAX = 2 ** 25;

/** In so many parts the reserve is given up: what is not needed yet stays out of others' reach. */
export const RESERVE_PARTS = 8;

/** The file that names a data directory's owner: some short lines. */
export const IDENTITY_BYTES_MAX = 4096;
export const IDENTITY_FIELD_LENGTH_MAX = 64;

/** More files than this are not kept for use again. */
export const FREE_SEGMENTS_MAX = 2;

/** What a reader of the log takes from the disk in one go, unless a single batch is larger. */
export const READ_BYTES_MAX = 2 ** 18;

/** How much of a cut tail is kept aside, and how many of them. */
export const CUT_BYTES_MAX = 2 ** 20;
export const CUT_FILES_MAX = 8;

/** A place has 53 bits: 32 of them say where in a data file a record begins, the others which file. */
export const DATA_FILE_BYTES_MAX = 2 ** 32;
export const DATA_FILES_MAX = 2 ** 21;

/** Keys are kept in memory by whoever reads them, and hint files are read whole. */
export const KEY_BYTES_MAX = 2 ** 24;

/** Its length has 32 bits, with one value of them taken, and a record of this size still fits into a data file. */
export const VALUE_BYTES_MAX = 2 ** 30;

/** What an owner keeps beside its records is written anew with every checkpoint. */
export const STATE_BYTES_MAX = 2 ** 24;

/** Appends are gathered until they are this large, and are then written in one go; a single one may be larger. */
export const WRITE_BYTES = 2 ** 19;

/** Below this a checksum in JavaScript is quicker than a call of the native one. */
export const NATIVE_CRC_BYTES_MIN = 512;

/** What a scan takes from the disk in one go, unless a single record is larger. */
export const SCAN_BYTES = 2 ** 18;

/** What reading a record takes in the first go: most records are smaller. */
export const RECORD_GUESS_BYTES = 4096;

/** So many of them are kept for use again. */
export const SCRATCHES_MAX = 64;

/** How much of hints is shown in one turn. */
export const HINT_SLICE_BYTES = 2 ** 16;
