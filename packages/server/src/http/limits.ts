/** An answer is made in slices of about this time, between which everybody else has a turn. */
export const SLICE_MS = 5;

/** As many characters are gathered before they are written; an answer that is no longer is sent whole. */
export const CHUNK_CHARACTERS = 65_536;

/** Of a listing: keys on a page by default and at most, and the bytes of keys and values at which a page ends. */
export const PAGE_KEYS = 100;
export const PAGE_KEYS_MAX = 1_000;
export const PAGE_BYTES = 4 * 1_048_576;

/** The longest time to live, as of leases. */
export const TTL_SECONDS_MAX = 9_000_000_000;

/** How long a watch by long poll may wait. */
export const WAIT_SECONDS_MAX = 60;

/** After so long without an event a stream of events shows that it is still there, to proxies above all. */
export const QUIET_MS = 15_000;
