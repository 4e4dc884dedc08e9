/** What a watcher may hold that its client has not taken, by default, before it has to read history instead. */
export const WATCHER_BYTES = 1_048_576;

/** What an event costs beside its key and value. */
export const EVENT_BYTES = 64;

/** The latest events of all keys are kept, so that a watcher that has read history finds its way back among the live ones. */
export const RECENT_BYTES = 1_048_576;

/** How much of a history is read in one go. */
export const HISTORY_SLICE_BYTES = 1_048_576;

/** Reads of history that go on side by side. */
export const PASSES_MAX = 4;

/** Watchers whose histories begin within so many revisions of each other read them together. */
export const PASS_REVISIONS = 10_000;
/** Versions that are looked at in one go, wanted or not. */
export const HISTORY_STEPS = 50_000;

/** Versions before an event that are read at the same time. */
export const PREVIOUS_AT_ONCE = 256;
