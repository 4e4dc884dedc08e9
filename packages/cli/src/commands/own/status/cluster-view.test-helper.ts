import { type Init, Member, StatusResponse } from "@keyval/api";
import type { ClusterView, MemberView } from "./cluster-view.js";
import type { MemberMetrics } from "./member-metrics.js";

export const FAR = 2 ** 52;

export function metrics(liveBytes: number | undefined): MemberMetrics {
  const syncs = { count: 0, seconds: 0 };
  return {
    memoryBytes: 60_000_000,
    watchers: 0,
    liveBytes,
    syncs,
    calls: new Map(),
    build: undefined,
    isQuarantined: false,
  };
}

/** A healthy member of a cluster that member 1 leads. */
export function well(ID: number, status: Init<StatusResponse> = {}, member: Init<Member> = {}): MemberView {
  return {
    member: Member.create({ ID, name: `n${ID}`, clientURLs: [`http://n${ID}:2379`], ...member }),
    endpoint: `n${ID}:2379`,
    status: StatusResponse.create({
      header: { memberId: ID, revision: FAR },
      version: "3.7.1",
      leader: 1,
      raftTerm: 3,
      raftIndex: FAR,
      raftAppliedIndex: FAR,
      dbSize: 20_000,
      dbSizeInUse: 20_000,
      dbSizeQuota: 2_000_000_000,
      ...status,
    }),
    metrics: metrics(undefined),
    roundTripMs: 1.25,
    why: undefined,
    isWaiting: false,
  };
}

export function gone(ID: number): MemberView {
  return {
    ...well(ID),
    endpoint: undefined,
    status: undefined,
    metrics: undefined,
    roundTripMs: undefined,
    why: "connection refused",
  };
}

export function waiting(ID: number, why: string, isQuarantined = false): MemberView {
  return { ...gone(ID), metrics: { ...metrics(undefined), isQuarantined }, why, isWaiting: true };
}

export function cluster(members: readonly MemberView[], alarms: ClusterView["alarms"] = []): ClusterView {
  return { clusterId: 0xabc, members, alarms };
}
