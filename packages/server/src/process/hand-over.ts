import { setTimeout as delay } from "node:timers/promises";
import type { ProgressStatus } from "@keyval/raft";
import type { Group } from "../node/index.js";

/** A transfer takes a round trip or two; one that does not come off must not hold up the stop. */
const HAND_OVER_MS = 500;
const CHECK_MS = 5;

/** A leader lets another member lead before it goes, so that nobody has to find out that it went. */
export async function handOver(group: Group): Promise<void> {
  const { status } = group;
  if (status.role !== "leader") return;
  const [next] = followers(group);
  if (next === undefined || group.transfer(next.id) !== undefined) return;
  for (let waited = 0; waited < HAND_OVER_MS && group.status.role === "leader"; waited += CHECK_MS)
    await delay(CHECK_MS);
}

/** A leader that had better not lead stays where the others are no majority, or have not got so far: nobody would lead then. */
export function letAnotherLead(group: Group): void {
  const { status, configuration } = group;
  if (status.role !== "leader") return;
  const able = followers(group).filter(({ match }) => match >= status.committed);
  const [next] = able;
  if (next !== undefined && 2 * able.length > configuration.voters.length) group.transfer(next.id);
}

/** Those that may come to lead, first the one that has most. */
function followers({ status, configuration }: Group): readonly ProgressStatus[] {
  const voters = status.progress.filter(({ id }) => configuration.voters.includes(id));
  return voters.toSorted((a, b) => b.match - a.match);
}
