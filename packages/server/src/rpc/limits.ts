/**
 * Keys and values of one answer, which are also all that may be on their way to one connection: that of HTTP/2 has room for no
 * more. And those of all answers on their way to clients that may read slowly. Beyond:
 * `answerTooLarge`, `tooManyAnswers`.
 */
export { ANSWER_BYTES_MAX, MESSAGE_OWN_BYTES } from "@keyval/statemachine";
export const ALL_ANSWERS_BYTES_MAX = 256 * 1_048_576;

/** How many leases, or keys of one, are listed in one turn. */
export const LISTED_PER_STEP = 1_000;

/** What is measured, encoded or copied of an answer in one turn; one that is no larger is sent at once. */
export const ANSWER_STEP_BYTES = 131_072;
