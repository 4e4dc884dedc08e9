/** A session without a command for as long may be expired. */
export const SESSION_TTL_MS = 60_000;

/** A session is some hundred bytes without its results. */
export const SESSIONS_MAX = 10_000;

/** How many commands a client may have under way, or answered and not yet acknowledged. */
export const SESSION_RESULTS_MAX = 1_024;

/** No more commands are taken from a session that keeps as many bytes of results. */
export const SESSION_BYTES_MAX = 1_048_576;

/** Nor from any session while all together keep as many; the state is in memory and in every snapshot. */
export const ALL_SESSIONS_BYTES_MAX = 64 * 1_048_576;

/** Of a larger result only that there was one is kept. */
export const RESULT_BYTES_MAX = 65_536;
