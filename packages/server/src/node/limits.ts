/** Bytes of entries that are applied in one turn, so that no backlog holds the event loop. */
export const APPLY_BYTES_PER_TURN = 1024 * 1024;

/** After a turn as long as this no group holds it against others that they were not heard. */
export const LONG_TURN_MS = 50;

/**
 * Turns that a command waits which takes long to be applied: in the first, word that it is committed is held back, and at the
 * end of the second it has left.
 */
export const LONG_NOTICE_TURNS = 2;

/** A piece of a snapshot on its way to another member. */
export const CHUNK_BYTES = 256 * 1024;

/** What a snapshot says of itself and its files, which is in memory as a whole. */
export const SNAPSHOT_MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

/** A piece that was asked for and has not come by then is asked for again. */
export const CHUNK_RETRY_MS = 500;

/** So many pieces in vain, and the transfer is given up. */
export const CHUNK_TRIES_MAX = 6;

/** A snapshot for which there was no space is tried again after this long. */
export const SNAPSHOT_RETRY_MS = 1_000;

/** How far the wall clock may run from the monotonic one before no lease is trusted: both show whole milliseconds. */
export const CLOCK_RUNAWAY_MS = 2;

/** After this long, what the clocks differ by is forgiven: a wall clock that is set right slowly is no suspended machine. */
export const CLOCK_WINDOW_MS = 1_000;

/** A log to which nothing was appended for about this long is told that it is idle. */
export const LOG_IDLE_MS = 200;

/** What certainly had no effect, for want of a leader, is tried again after this long. */
export const LEADERLESS_RETRY_MS = 10;

/** Commands of this member's clients that wait for their answers, together. */
export const SUBMITTED_BYTES_MAX = 64 * 1024 * 1024;

/** How often commands are looked at whose time may be over. */
export const TIMEOUT_CHECK_MS = 100;

/** What the engine looks at in one go to give back space. */
export const RECLAIM_BYTES = 256 * 1024;

/** States are compared at every index that this divides. */
export const AUDIT_EVERY = 1_024;

/** Places that are remembered to be compared: members are not equally fast. */
export const AUDIT_KEPT = 64;

/** How often states are compared at the least, as long as they change. */
export const AUDIT_LOOK_MS = 1_000;

/** How long a difference without a majority may last: somebody may have yet to say what he has. */
export const AUDIT_SPLIT_MS = 10_000;
