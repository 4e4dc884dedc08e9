import { AlarmType } from "@keyval/api";
import { NOBODY } from "@keyval/raft";
import {
  debugRoutes,
  healthRoutes,
  metricsRoutes,
  type HealthSource,
  type Route,
  versionRoutes,
} from "../http/index.js";
import type { ServerMetrics } from "../metrics/server-metrics.js";
import type { Member } from "./member.js";
import type { Readiness } from "./readiness.js";
import { ETCD_STORAGE_VERSION, ETCD_VERSION } from "./version.js";

export interface PagesOptions {
  readonly readiness: Readiness;
  readonly metrics: ServerMetrics;
  /** Undefined until it takes part in the cluster. */
  readonly member: () => Member | undefined;
}

/** What is told of a server from its beginning on. */
export function pagesOf({ readiness, metrics, member }: PagesOptions): Route[] {
  const versions = {
    etcdserver: ETCD_VERSION,
    etcdcluster: () => member()?.store().machine.tables.versions.clusterVersion ?? "",
    storage: () => (member() === undefined ? "" : ETCD_STORAGE_VERSION),
  };
  const source = { ...healthOf(member), waitsFor: readiness.waitsFor };
  return [
    ...versionRoutes(versions),
    ...healthRoutes(source, metrics.health),
    ...metricsRoutes(() => metrics.scrape()),
    ...debugRoutes(process.argv),
  ];
}

function healthOf(member: () => Member | undefined): Omit<HealthSource, "waitsFor"> {
  return {
    hasLeader: () => (member()?.group.leader ?? NOBODY) !== NOBODY,
    isLearner: () => {
      const group = member()?.group;
      return group?.configuration.learners.includes(group.replica) ?? false;
    },
    alarms: () =>
      member()
        ?.store()
        .machine.tables.alarms.get(AlarmType.NONE)
        .map(({ alarm }) => alarm) ?? [],
    confirm: (done) => {
      const submissions = member()?.submissions;
      if (submissions === undefined) done("noLeader");
      else submissions.confirm(done);
    },
  };
}
