import { setTimeout as delay } from "node:timers/promises";
import { followersOf, type Group } from "../node/index.js";

/** A transfer takes a round trip or two; one that does not come off must not hold up the stop. */
const HAND_OVER_MS = 500;
const CHECK_MS = 5;

/** A leader lets another member lead before it goes, so that nobody has to find out that it went. */
export async function handOver(group: Group): Promise<void> {
  const [next] = group.isLeader ? followersOf(group) : [];
  if (next === undefined || group.transfer(next.id) !== undefined) return;
  for (let waited = 0; waited < HAND_OVER_MS && group.isLeader; waited += CHECK_MS) await delay(CHECK_MS);
}
