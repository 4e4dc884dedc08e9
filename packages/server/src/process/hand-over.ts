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

/**
 * A leader whose disk has yet to take the log up to there lets somebody lead whose disk has, where those are a majority without
 * it. Where other disks have not, either, nobody could be elected: it goes on, for who reads.
 */
export function letAnotherLead(group: Group, index: number): void {
  const { status, configuration } = group;
  if (status.role !== "leader" || status.persisted >= index) return;
  const able = followers(group).filter(({ match }) => match >= index);
  const [next] = able;
  if (next !== undefined && 2 * able.length > configuration.voters.length) group.transfer(next.id);
}

/** Those that may come to lead, first the one that has most. */
function followers({ status, configuration }: Group): readonly ProgressStatus[] {
  const voters = status.progress.filter(({ id }) => configuration.voters.includes(id));
  return voters.toSorted((a, b) => b.match - a.match);
}
