/** A message of a stream between peers: while it is sent, the other streams of the connection wait. */
export const PIECE_BYTES = 64 * 1024;

/** Frames that were cut and are put together again: the largest append, with room for a request that is one entry. */
export const REJOINED_BYTES_MAX = 128 * 1024 * 1024;

/**
 * Bytes that may wait for a peer on one stream. Beyond them frames are refused, and the core is told: it sends again what is
 * still needed, so a slow link costs a bounded amount of memory.
 */
export const UNSENT_BYTES_MAX = 16 * 1024 * 1024;

/** How long a peer may take to say who it is. */
export const HELLO_TIMEOUT_MS = 3_000;

/** The pauses between attempts to reach a peer: members come back within a second or two of being started. */
export const REDIAL_FIRST_MS = 20;
export const REDIAL_MAX_MS = 1_000;
