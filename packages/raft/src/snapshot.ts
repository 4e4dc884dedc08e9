import type { Configuration } from "./configuration.js";

/** The state machine after `index` was applied. Its bytes are the host's business. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  /** The configuration in force at `index`. */
  readonly configuration: Configuration;
}
