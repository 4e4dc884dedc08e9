import { NOBODY } from "@keyval/raft";
import type { Group, Submissions } from "../node/index.js";
import type { Registry } from "./registry.js";

/** What is looked at when somebody scrapes. */
export interface GroupSource {
  readonly group: Group;
  readonly submissions: Submissions;
  /** A snapshot is taking the place of the store. */
  readonly isInstalling: () => boolean;
}

/** How this member stands in the consensus, and what waits for it. */
export function groupMetrics(registry: Registry, source: GroupSource): void {
  const gauge = (name: string, help: string, value: (source: GroupSource) => number): void => {
    registry.read("gauge", { name, help }, () => value(source));
  };
  const counter = (name: string, help: string, value: (source: GroupSource) => number): void => {
    registry.read("counter", { name, help }, () => value(source));
  };
  gauge("etcd_server_has_leader", "1 if a leader is known, else 0.", ({ group }) => Number(group.leader !== NOBODY));
  gauge("etcd_server_is_leader", "1 if this member leads, else 0.", ({ group }) => Number(group.isLeader));
  gauge("etcd_server_is_learner", "1 if this member has no vote, else 0.", ({ group }) =>
    Number(group.configuration.learners.includes(group.replica)),
  );
  counter(
    "etcd_server_leader_changes_seen_total",
    "How often this member heard of another leader.",
    ({ group }) => group.counts.leaderChanges,
  );
  gauge(
    "etcd_server_proposals_committed_total",
    "Index of the last entry that is committed.",
    ({ group }) => group.status.committed,
  );
  gauge(
    "etcd_server_proposals_applied_total",
    "Index of the last entry that is applied.",
    ({ group }) => group.machine.applied,
  );
  gauge(
    "etcd_server_proposals_pending",
    "Commands of this member's clients that have no result yet.",
    ({ submissions }) => submissions.count,
  );
  gauge(
    "etcd_server_snapshot_apply_in_progress_total",
    "1 while a snapshot takes the place of the store, else 0.",
    ({ isInstalling }) => Number(isInstalling()),
  );
  gauge("keyval_raft_term", "The term that this member is in.", ({ group }) => group.term);
  gauge(
    "keyval_raft_log_entries",
    "Entries that the log keeps.",
    ({ group: { status } }) => status.lastIndex - status.base,
  );
  gauge(
    "keyval_pending_proposal_bytes",
    "Bytes of commands that have no result yet.",
    ({ submissions }) => submissions.bytes,
  );
  gauge(
    "keyval_pending_answers",
    "Proposals and reads that the consensus owes an answer.",
    ({ group }) => group.waiting,
  );
  counter(
    "keyval_snapshots_saved_total",
    "Snapshots that this member took.",
    ({ group }) => group.counts.snapshotsSaved,
  );
  counter(
    "keyval_snapshots_installed_total",
    "Snapshots of other members that took the place of the store.",
    ({ group }) => group.counts.snapshotsInstalled,
  );
  gauge("keyval_quarantined", "1 while this member's state differs from that of a majority, else 0.", ({ group }) =>
    Number(group.isQuarantined),
  );
  stateMetrics(registry, source.group);
  roleMetrics(registry, source.group);
}

function roleMetrics(registry: Registry, group: Group): void {
  const changes = {
    name: "keyval_raft_role_changes_total",
    help: "How often this member became follower, candidate or leader.",
    labels: ["role"],
  };
  registry.readRows("counter", changes, () =>
    Object.entries(group.counts.roles).map(([role, count]) => [[role], count] as const),
  );
  const lag = {
    name: "keyval_raft_follower_lag_entries",
    help: "On a leader: entries that each other replica does not have yet.",
    labels: ["member"],
  };
  registry.readRows("gauge", lag, () => {
    const { progress, lastIndex } = group.status;
    return progress.map(({ id, match }) => [[group.memberOf(id) ?? String(id)], lastIndex - match] as const);
  });
}

function stateMetrics(registry: Registry, group: Group): void {
  const compared = {
    name: "keyval_state_comparisons_total",
    help: "States of other members that were compared with this one's at the same index, by whether they were equal.",
    labels: ["equal"],
  };
  registry.readRows("counter", compared, () => [
    [["true"], group.counts.statesEqual],
    [["false"], group.counts.statesUnequal],
  ]);
}
