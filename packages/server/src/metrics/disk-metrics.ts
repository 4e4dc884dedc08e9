import { SECONDS } from "./etcd-buckets.js";
import type { Histogram } from "./histogram.js";
import type { Registry } from "./registry.js";
import { seconds } from "./seconds.js";

/** Measures one part of what is on the disk. */
export class DiskMeter {
  bytesWritten = 0;
  bytesRead = 0;
  readonly #writes: Histogram | undefined;
  readonly #syncs: Histogram;

  constructor(syncs: Histogram, writes?: Histogram) {
    this.#syncs = syncs;
    this.#writes = writes;
  }

  /** A write has ended that began then. */
  wrote(began: number): void {
    this.#writes?.observe(seconds() - began);
  }

  /** A sync has ended. The log's writes are durable when they end, so that what a sync would take is in the write before it. */
  synced(began: number, writeBegan: number): void {
    this.#syncs.observe(seconds() - (this.#writes === undefined ? began : writeBegan));
  }
}

/** The parts of a data directory. */
export interface DiskMeters {
  readonly wal: DiskMeter;
  readonly engine: DiskMeter;
  readonly snapshots: DiskMeter;
}

export function diskMetrics(registry: Registry): DiskMeters {
  const syncs = registry.histogram(
    { name: "etcd_disk_wal_fsync_duration_seconds", help: "How long until what was written to the log is durable." },
    SECONDS,
  );
  const writes = registry.histogram(
    {
      name: "etcd_disk_wal_write_duration_seconds",
      help: "How long a write to the log takes; it is durable when it ends.",
    },
    SECONDS,
  );
  const received = registry.histogram(
    {
      name: "etcd_snap_db_fsync_duration_seconds",
      help: "How long the sync of a file takes that another member sent.",
    },
    SECONDS,
  );
  const engine = registry.histogram(
    { name: "keyval_engine_sync_duration_seconds", help: "How long the sync of a file of the engine takes." },
    SECONDS,
  );
  const meters = {
    wal: new DiskMeter(syncs, writes),
    engine: new DiskMeter(engine),
    snapshots: new DiskMeter(received),
  };
  registry.read(
    "gauge",
    { name: "etcd_disk_wal_write_bytes_total", help: "Bytes written to the log." },
    () => meters.wal.bytesWritten,
  );
  const rowsOf = (bytes: (meter: DiskMeter) => number) => () =>
    Object.entries(meters).map(([part, meter]) => [[part], bytes(meter)] as const);
  registry.readRows(
    "counter",
    {
      name: "keyval_disk_written_bytes_total",
      help: "Bytes written, by part of the data directory.",
      labels: ["part"],
    },
    rowsOf((meter) => meter.bytesWritten),
  );
  registry.readRows(
    "counter",
    { name: "keyval_disk_read_bytes_total", help: "Bytes read, by part of the data directory.", labels: ["part"] },
    rowsOf((meter) => meter.bytesRead),
  );
  return meters;
}
