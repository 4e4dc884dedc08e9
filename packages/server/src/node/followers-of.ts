import type { ProgressStatus } from "@keyval/raft";
import type { Group } from "./group.js";

/** The voters that a leader may let lead, first the one that has most of its log. */
export function followersOf({ status, configuration }: Pick<Group, "status" | "configuration">): ProgressStatus[] {
  const voters = status.progress.filter(({ id }) => configuration.voters.includes(id));
  return voters.toSorted((a, b) => b.match - a.match);
}
