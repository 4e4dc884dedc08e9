export { logLine } from "./log-line.js";
export { replay } from "./replay.js";

export type { LoggedEntry } from "./logged-entry.js";
export type { Replayed } from "./replay.js";
