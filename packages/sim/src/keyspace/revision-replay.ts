import { checkOrder } from "./check-order.js";
import { checkReads } from "./check-reads.js";
import { checkWrites } from "./check-writes.js";
import type { Replay } from "./replay.js";
import { Sightings } from "./sightings.js";

/**
 * Ordered by their revisions, all answers are those of the model that the committed commands are done in, and that order goes
 * with time. With that a history over many keys and transactions is checked without a search.
 */
export function revisionReplay(replay: Replay): string | undefined {
  const sightings = new Sightings(replay.run);
  return checkWrites(replay) ?? checkReads(replay, sightings) ?? checkOrder(replay, sightings);
}
