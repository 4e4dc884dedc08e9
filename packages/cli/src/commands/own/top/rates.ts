import type { Client } from "@keyval/client";
import type { AskHttp } from "../../../connection/ask-http.js";
import { type ClusterView, viewCluster } from "../status/cluster-view.js";
import { leaderOf, nameOf } from "../status/findings.js";

/** A look at the cluster, and when it was taken. */
export interface Sample {
  readonly view: ClusterView;
  readonly atMs: number;
}

export async function look(client: Client, askHttp: AskHttp): Promise<Sample> {
  return { view: await viewCluster(client, askHttp), atMs: performance.now() };
}

export interface Rates {
  /** Revisions made in a second: writes, whole transactions counted once. */
  readonly revisions: number;
  /** Entries of the log in a second: writes, leases, and what members tell each other. */
  readonly entries: number;
  /** How long each member's log took to sync, in the mean; of members that synced none, and those whose metrics are closed, nothing. */
  readonly syncs: readonly { readonly member: string; readonly ms: number }[];
}

/** How much went on between two looks; a member that is not there any more, or a restored one, counts for nothing. */
export function ratesBetween(before: Sample, after: Sample): Rates {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (numberOf: (view: ClusterView) => number): number =>
    seconds > 0 ? Math.max(0, numberOf(after.view) - numberOf(before.view)) / seconds : 0;
  return {
    revisions: rate(({ members }) => Math.max(0, ...members.map(({ status }) => status?.header?.revision ?? 0))),
    entries: rate((view) => leaderOf(view)?.status?.raftIndex ?? 0),
    syncs: after.view.members.flatMap((view) => {
      const earlier = before.view.members.find(({ member }) => member.ID === view.member.ID);
      const [from, to] = [earlier?.metrics?.syncs, view.metrics?.syncs];
      if (from === undefined || to === undefined || to.count <= from.count) return [];
      return [{ member: nameOf(view), ms: ((to.seconds - from.seconds) * 1_000) / (to.count - from.count) }];
    }),
  };
}

/** On all members whose metrics are open; undefined if none's are. */
export function watchersOf({ members }: ClusterView): number | undefined {
  const known = members.flatMap(({ metrics }) => metrics?.watchers ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, watchers) => sum + watchers, 0);
}
