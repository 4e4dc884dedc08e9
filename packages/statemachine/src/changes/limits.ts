/** A piece of what has changed is closed once it is as large as one of these: made in one go, it takes a few milliseconds. */
export const CHANGES_AT_ONCE = 1_000;
export const CHANGES_BYTES = 65_536;
