import { ConfigError } from "../config/config-error.js";

/** Kept for files of the log and of the keys: a quarter of all descriptors, and as many in any case. */
const FILES_MIN = 128;

/** A door that takes fewer is of no use. */
const CONNECTIONS_MIN = 16;

/**
 * How many connections each of some doors may take, where a process may have so many descriptors, so that whoever connects
 * leaves enough of them for its files: a log that can not open its next file ends the member. No bound where the system does
 * not tell how many descriptors there may be (NaN).
 */
export function connectionsMax(descriptors: number, doors: number): number {
  const kept = Math.max(FILES_MIN, Math.floor(descriptors / 4));
  const each = Math.floor((descriptors - kept) / doors);
  if (each >= CONNECTIONS_MIN) return each;
  if (Number.isNaN(each)) return Infinity;
  throw new ConfigError(
    `only ${descriptors} files and connections may be open at a time here, and ${doors} listen URLs need ` +
      `${FILES_MIN + doors * CONNECTIONS_MIN}: raise the limit ("ulimit -n", LimitNOFILE= of systemd)`,
  );
}
