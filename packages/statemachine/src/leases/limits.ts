/** In milliseconds of lease time: a deadline behind it is still a whole number that nothing rounds. */
export const LEASE_TIME_MAX = 2 ** 52;

/** In milliseconds: how much lease time a change of leader may lose, beside what commits take. */
export const LEASE_TIME_INTERVAL = 500;

/** Expiries and renewals in one command: what an entry of some ten kilobytes holds. */
export const EXPIRIES_MAX = 1_000;
export const RENEWALS_MAX = 5_000;

/** Keys whose deletion one expiry may ask for before the next lease waits for another command. */
export const EXPIRED_KEYS_MAX = 10_000;

/** Calls that wait for their renewal to be committed. */
export const WAITING_RENEWALS_MAX = 100_000;
