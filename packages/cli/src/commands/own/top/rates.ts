import type { ClusterView } from "../status/cluster-view.js";
import { leaderOf } from "../status/findings.js";

/** A look at the cluster, and when it was taken. */
export interface Sample {
  readonly view: ClusterView;
  readonly atMs: number;
}

export interface Rates {
  /** Revisions made in a second: writes, whole transactions counted once. */
  readonly revisions: number;
  /** Entries of the log in a second: writes, leases, and what members tell each other. */
  readonly entries: number;
}

/** How much went on between two looks; a member that is not there any more, or a restored one, counts for nothing. */
export function ratesBetween(before: Sample, after: Sample): Rates {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (numberOf: (view: ClusterView) => number): number =>
    seconds > 0 ? Math.max(0, numberOf(after.view) - numberOf(before.view)) / seconds : 0;
  return {
    revisions: rate(({ members }) => Math.max(0, ...members.map(({ status }) => status?.header?.revision ?? 0))),
    entries: rate((view) => leaderOf(view)?.status?.raftIndex ?? 0),
  };
}
