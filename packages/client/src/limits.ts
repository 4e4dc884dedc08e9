/** A call without a timeout of its own fails after this, so that nothing waits for ever by accident. */
export const TIMEOUT_MS = 10_000;

/** Attempts of one call. What is not done by then is not a passing trouble. */
export const ATTEMPTS_MAX = 20;

/** The pause before an attempt that follows a failed one, and the longest; each is drawn between half and all of it. */
export const RETRY_PAUSE_FIRST_MS = 20;
export const RETRY_PAUSE_MAX_MS = 500;

/** A connection that does not stand by then is still waited for, but the next endpoint is tried beside it. */
export const CONNECT_HEAD_START_MS = 300;

/** For so long an endpoint that failed is taken only where no other is better. A member is back within an election. */
export const PENALTY_MS = 1000;

/** An endpoint that owes answers and says nothing for so long is asked whether it lives; */
export const SILENCE_MS = 1000;
/** and if that is not answered either, its calls go elsewhere. */
export const PROBE_TIMEOUT_MS = 2000;

/** etcd hangs up on who asks more often than every five seconds. */
export const KEEPALIVE_MS = 6000;
export const KEEPALIVE_TIMEOUT_MS = 3000;

/** The largest response: large enough for any range that a server can hold in memory, and yet not without an end. */
export const RESPONSE_BYTES_MAX = 2 ** 29;

/** Entries that are asked for at a time where a whole range is read: with usual values a fraction of a megabyte. */
export const PAGE_ENTRIES = 1000;

/** A watch that hears nothing for so long asks how far its server is; */
export const WATCH_QUIET_MS = 10_000;
/** and if it is not told by then, it goes elsewhere. The time doubles with each stream that has come to nothing, */
export const WATCH_ANSWER_MS = 5000;
/** up to this: a server may have much history to read before it can say anything. */
export const WATCH_ANSWER_MAX_MS = 300_000;

/** For so long a watch tries to come back before it fails: longer than any member takes to start again. */
export const WATCH_OUTAGE_MS = 60_000;

/** Commands of a session that follow the oldest one under way: a server keeps the answers of some more. */
export const SESSION_WINDOW = 512;

/** How often leases are looked at: well below a third of the shortest that there is. */
export const LEASE_TICK_MS = 200;

/** This part of its time before a lease may be gone, whoever holds it is told that it is lost. */
export const LEASE_MARGIN = 0.1;

/** A renewal that is not answered by then is sent to another member; for short leases it is a third of their time. */
export const LEASE_ANSWER_MS = 3000;

/** A lock or an election whose holder died is free after this, unless it asks for another time. */
export const CLAIM_TTL_SECONDS = 15;
