import type { Counts } from "@keyval/statemachine";
import type { KeyspaceStore } from "../node/index.js";
import type { Registry } from "./registry.js";

export interface StoreSource {
  /** As it is now: another one takes its place when a snapshot is installed, and the counts stay. */
  readonly store: () => KeyspaceStore;
  readonly counts: Counts;
  readonly quotaBytes: number;
}

/** Keys, leases and watchers. */
export function storeMetrics(registry: Registry, source: StoreSource): void {
  countedMetrics(registry, source.counts);
  const gauge = (name: string, help: string, value: (store: KeyspaceStore) => number): void => {
    registry.read("gauge", { name, help }, () => value(source.store()));
  };
  gauge("etcd_debugging_mvcc_keys_total", "Keys that are live.", ({ machine }) => machine.tables.keyspace.size);
  gauge("etcd_debugging_mvcc_current_revision", "The revision of the store.", ({ revision }) => revision);
  gauge(
    "etcd_debugging_mvcc_compact_revision",
    "Older revisions can not be read; -1 if all can.",
    ({ machine }) => machine.compactRevision,
  );
  gauge("etcd_debugging_mvcc_watch_stream_total", "Streams of watches.", ({ hub }) => hub.statistics.streams);
  gauge("etcd_debugging_mvcc_watcher_total", "Watchers.", ({ hub }) => hub.statistics.watchers);
  gauge(
    "etcd_debugging_mvcc_slow_watcher_total",
    "Watchers that are told from history, for they came late or could not keep up.",
    ({ hub }) => hub.statistics.lagging,
  );
  gauge(
    "etcd_debugging_auth_revision",
    "The revision of users and roles.",
    ({ machine }) => machine.tables.auth.revision,
  );
  gauge("etcd_mvcc_db_total_size_in_bytes", "Bytes that the store takes on the disk.", ({ space }) => space.totalBytes);
  gauge("etcd_mvcc_db_total_size_in_use_in_bytes", "Of these, bytes that are needed.", ({ space }) => space.liveBytes);
  gauge(
    "keyval_live_bytes",
    "Bytes of all versions that can be read, by which the quota goes; the same on all members.",
    ({ machine }) => machine.tables.keyspace.liveBytes,
  );
  gauge("keyval_leases", "Leases that are granted.", ({ machine }) => machine.tables.leases.size);
  gauge("keyval_sessions", "Sessions that are registered.", ({ machine }) => machine.tables.sessions.size);
  gauge(
    "keyval_cluster_level",
    "What all members understand; it rises some time after the last of them was upgraded.",
    ({ machine }) => machine.tables.members.level,
  );
  registry.read(
    "gauge",
    {
      name: "etcd_server_quota_backend_bytes",
      help: "Bytes of all versions that can be read beyond which puts are refused.",
    },
    () => source.quotaBytes,
  );
}

function countedMetrics(registry: Registry, counts: Counts): void {
  const counter = (name: string, help: string, value: (counts: Counts) => number): void => {
    registry.read("counter", { name, help }, () => value(counts));
  };
  counter("etcd_mvcc_put_total", "Puts, those in transactions too.", ({ puts }) => puts);
  counter("etcd_mvcc_delete_total", "Keys that were deleted.", ({ deletes }) => deletes);
  counter("etcd_mvcc_range_total", "Ranges that were read.", ({ ranges }) => ranges);
  counter("etcd_mvcc_txn_total", "Transactions.", ({ txns }) => txns);
  counter("etcd_debugging_mvcc_events_total", "Events that watchers were told.", ({ eventsSent }) => eventsSent);
  counter(
    "etcd_debugging_mvcc_db_compaction_keys_total",
    "Versions that compaction has removed.",
    ({ versionsRemoved }) => versionsRemoved,
  );
  counter("etcd_debugging_lease_granted_total", "Leases that were granted.", ({ leasesGranted }) => leasesGranted);
  counter("etcd_debugging_lease_renewed_total", "Renewals of leases.", ({ leasesRenewed }) => leasesRenewed);
  counter("etcd_debugging_lease_revoked_total", "Leases that were revoked.", ({ leasesRevoked }) => leasesRevoked);
  counter(
    "etcd_debugging_server_lease_expired_total",
    "Leases that have expired.",
    ({ leasesExpired }) => leasesExpired,
  );
  registry.read(
    "gauge",
    { name: "etcd_debugging_mvcc_total_put_size_in_bytes", help: "Bytes of keys and values of all puts." },
    () => counts.putBytes,
  );
}
