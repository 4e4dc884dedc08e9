import { COMPACTION_MILLISECONDS, LEASE_SECONDS, LONG_SECONDS, PAUSE_MILLISECONDS, SECONDS } from "./etcd-buckets.js";
import type { Histogram } from "./histogram.js";
import type { Registry } from "./registry.js";
import { seconds } from "./seconds.js";

/** What a state machine does besides answering. */
export class MachineMetrics {
  readonly checkpoints: Histogram;
  readonly saves: Histogram;
  readonly receives: Histogram;
  readonly leaseTtls: Histogram;
  readonly compactions: Histogram;
  readonly compactionPauses: Histogram;
  /** When the last compaction ended, in seconds since 1970. */
  lastCompaction = 0;

  constructor(registry: Registry) {
    const histogram = (name: string, help: string, bounds: readonly number[]): Histogram =>
      registry.histogram({ name, help }, bounds);
    this.checkpoints = histogram(
      "etcd_disk_backend_commit_duration_seconds",
      "How long it takes to make the state durable, which is done for a snapshot and not for each command.",
      SECONDS,
    );
    this.saves = histogram(
      "etcd_debugging_snap_save_total_duration_seconds",
      "How long it takes to take a snapshot.",
      SECONDS,
    );
    this.receives = histogram(
      "etcd_snap_db_save_total_duration_seconds",
      "How long it takes to bring a snapshot of another member to this disk.",
      LONG_SECONDS,
    );
    this.leaseTtls = histogram(
      "etcd_debugging_lease_ttl_total",
      "Seconds for which leases were granted.",
      LEASE_SECONDS,
    );
    this.compactions = histogram(
      "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
      "How long it takes until all is removed that a compaction made unreadable.",
      COMPACTION_MILLISECONDS,
    );
    this.compactionPauses = histogram(
      "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
      "How long the event loop stands still for a slice of work while something is compacted.",
      PAUSE_MILLISECONDS,
    );
    registry.read(
      "gauge",
      {
        name: "etcd_debugging_mvcc_db_compaction_last",
        help: "When the last compaction ended, in seconds since 1970.",
      },
      () => this.lastCompaction,
    );
  }

  /** Does a slice of work, and measures it while something is compacted. */
  slice(run: () => void, isCompacting: boolean): void {
    const began = seconds();
    run();
    if (isCompacting) this.compactionPauses.observe((seconds() - began) * 1000);
  }
}
