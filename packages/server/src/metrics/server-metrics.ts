import type { Call } from "@keyval/grpc";
import { Counts } from "@keyval/statemachine";
import { callMetrics, type CallSource } from "./call-metrics.js";
import { countsClients, timesCalls } from "./client-metrics.js";
import { CommandMetrics } from "./command-metrics.js";
import type { Counter } from "./counter.js";
import { diskMetrics, type DiskMeters } from "./disk-metrics.js";
import { groupMetrics, type GroupSource } from "./group-metrics.js";
import type { Family } from "./family.js";
import { HealthMetrics } from "./health-metrics.js";
import type { Histogram } from "./histogram.js";
import { LoopDelay } from "./loop-delay.js";
import { MachineMetrics } from "./machine-metrics.js";
import { peerMetrics, peerRoundTrips, type PeerSource } from "./peer-metrics.js";
import { processMetrics } from "./process-metrics.js";
import { Registry } from "./registry.js";
import { storeMetrics, type StoreSource } from "./store-metrics.js";

export interface ServerMetricsOptions {
  /** Measures each call as well. */
  readonly isExtensive: boolean;
  readonly heartbeatMs: number;
  /** Of etcd, as its tools expect it. */
  readonly version: string;
  /** KeyVal's own. */
  readonly ownVersion: string;
}

/** What a member has to be asked for its metrics. */
export interface MemberSource extends GroupSource, Omit<StoreSource, "counts"> {
  readonly id: string;
  /** The version that all members understand; empty until it is decided. */
  readonly clusterVersion: () => string;
}

/** All metrics of a server. Those of its parts come with the parts: a scrape before that has fewer. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly counts = new Counts();
  readonly disks: DiskMeters;
  readonly commands: CommandMetrics;
  readonly machine: MachineMetrics;
  readonly health: HealthMetrics;
  readonly loop: LoopDelay;
  /** By member. */
  readonly roundTrips: Family<Histogram>;
  /** To be told of each call that clients make over gRPC. */
  readonly callBegan: readonly ((call: Call) => void)[];
  readonly #heartbeatsLate: Counter;
  readonly #scrapes: Counter;
  #isLeader: () => boolean = () => false;

  constructor({ isExtensive, heartbeatMs, version, ownVersion }: ServerMetricsOptions) {
    const { registry } = this;
    this.disks = diskMetrics(registry);
    this.commands = new CommandMetrics(registry);
    this.machine = new MachineMetrics(registry);
    this.health = new HealthMetrics(registry);
    this.roundTrips = peerRoundTrips(registry);
    this.#heartbeatsLate = registry.counter({
      name: "etcd_server_heartbeat_send_failures_total",
      help: "How often a leader's event loop stood still for longer than a heartbeat interval.",
    });
    const scrapes = { name: "promhttp_metric_handler_requests_total", help: "Scrapes, by status.", labels: ["code"] };
    this.#scrapes = registry.counters(scrapes).of("200");
    this.loop = new LoopDelay(registry, (delayMs) => {
      if (delayMs > heartbeatMs && this.#isLeader()) this.#heartbeatsLate.add();
    });
    this.callBegan = [countsClients(registry), ...(isExtensive ? [timesCalls(registry)] : [])];
    processMetrics(registry);
    const etcd = {
      name: "etcd_server_version",
      help: "The version of etcd that is spoken.",
      labels: ["server_version"],
    };
    registry.say(etcd, version);
    const own = { name: "keyval_build_info", help: "The versions of KeyVal and of Node.", labels: ["version", "node"] };
    registry.say(own, ownVersion, process.versions.node);
  }

  addMember(source: MemberSource): void {
    const { registry } = this;
    this.#isLeader = () => source.group.isLeader;
    groupMetrics(registry, source);
    storeMetrics(registry, { ...source, counts: this.counts });
    registry.say({ name: "etcd_server_id", help: "The id of this member.", labels: ["server_id"] }, source.id);
    const cluster = {
      name: "etcd_cluster_version",
      help: "The version that all members understand.",
      labels: ["cluster_version"],
    };
    registry.readRows("gauge", cluster, () => {
      const version = source.clusterVersion();
      return version === "" ? [] : [[[shortVersion(version)], 1]];
    });
  }

  /** What whoever scrapes is answered with. */
  scrape(): string {
    this.#scrapes.add();
    return this.registry.text();
  }

  addPeers(own: string, network: PeerSource): void {
    peerMetrics(this.registry, own, network);
  }

  addCalls(calls: CallSource): void {
    callMetrics(this.registry, calls);
  }
}

/** `3.7` of `3.7.0`. */
function shortVersion(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
