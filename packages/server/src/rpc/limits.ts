/**
 * Keys and values of one answer, or of all to one connection, and of all that are on their way to clients that may read slowly.
 * Beyond: too many requests. A connection of HTTP/2 has room for no more.
 */
export const ANSWER_BYTES_MAX = 64 * 1_048_576;
export const ALL_ANSWERS_BYTES_MAX = 256 * 1_048_576;

/** What an answer takes for each message in it, at the least what its numbers and lengths take on the wire. */
export const MESSAGE_OWN_BYTES = 64;

/** What is measured, encoded or copied of an answer in one turn; one that is no larger is sent at once. */
export const ANSWER_STEP_BYTES = 131_072;
