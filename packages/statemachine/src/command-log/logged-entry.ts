import type { Position } from "../position.js";

/** An entry of a group's log. */
export interface LoggedEntry extends Position {
  /** Header and body; undefined for an entry that is consensus's own. */
  readonly payload: Uint8Array | undefined;
}
