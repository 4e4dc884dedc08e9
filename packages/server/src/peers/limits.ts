/** A message of a stream between peers: while it is sent, the other streams of the connection wait. */
export const PIECE_BYTES = 64 * 1024;

/** Frames that were cut and are put together again: the largest append, with room for a request that is one entry. */
export const REJOINED_BYTES_MAX = 128 * 1024 * 1024;

/**
 * Bytes that may wait for a peer on one stream. Beyond them frames are refused, and the core is told: it sends again what is
 * still needed, so a slow link costs a bounded amount of memory. There is room for all that the core has on its way at a time, which
 * is up to 16 MiB and one more entry of up to 16 MiB: what it has to send again is as large.
 */
export const UNSENT_BYTES_MAX = 36 * 1024 * 1024;

/** The same, and what pieces take themselves. */
export const STREAM_UNSENT_BYTES_MAX = UNSENT_BYTES_MAX + 1024 * 1024;

/** A connection on which a peer was silent for so long asks it whether it is there, and whoever asks that often may do so. */
export const PING_MS = 1_000;

/** A peer that does not answer in this time is not there: TCP alone may take a quarter of an hour to find that out. */
export const PONG_TIMEOUT_MS = 3_000;

/** The pauses between attempts to reach a peer: members come back within a second or two of being started. */
export const REDIAL_FIRST_MS = 20;
export const REDIAL_MAX_MS = 1_000;
