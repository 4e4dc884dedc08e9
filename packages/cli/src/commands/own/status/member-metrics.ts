import type { AskHttp } from "../../../connection/ask-http.js";
import { type CallsByName, callCountsIn } from "./call-counts.js";

/** What a member says of itself in its metrics and nowhere else. */
export interface MemberMetrics {
  readonly memoryBytes: number;
  readonly watchers: number;
  /** Bytes by which the quota goes, where that is not the size of the file. */
  readonly liveBytes: number | undefined;
  /** Of its log, since it was started. */
  readonly syncs: { readonly count: number; readonly seconds: number };
  readonly calls: CallsByName;
  /** The version of KeyVal; what a status tells is etcd's. */
  readonly build: string | undefined;
  /** Its state differs from that of a majority. */
  readonly isQuarantined: boolean;
}

const BUILD = /^keyval_build_info\{.*version="([^"]*)"/mu;

/** Undefined where they can not be had: a server may tell them elsewhere, or only to who has a certificate. */
export async function metricsOf(
  endpoint: string,
  askHttp: AskHttp,
  patienceMs: number,
): Promise<MemberMetrics | undefined> {
  const answer = await askHttp(endpoint, "/metrics", patienceMs);
  return answer?.isOk === true ? readMetrics(answer.body) : undefined;
}

/** Undefined if these are no metrics of a member. */
export function readMetrics(text: string): MemberMetrics | undefined {
  const lines = text.split("\n");
  const valueOf = (name: string): number | undefined => {
    const line = lines.find((each) => each.startsWith(`${name} `));
    const value = Number(line?.slice(name.length));
    return line === undefined || Number.isNaN(value) ? undefined : value;
  };
  const memoryBytes = valueOf("process_resident_memory_bytes");
  if (memoryBytes === undefined) return undefined;
  const syncs = "etcd_disk_wal_fsync_duration_seconds";
  return {
    memoryBytes,
    watchers: valueOf("etcd_debugging_mvcc_watcher_total") ?? 0,
    liveBytes: valueOf("keyval_live_bytes"),
    syncs: { count: valueOf(`${syncs}_count`) ?? 0, seconds: valueOf(`${syncs}_sum`) ?? 0 },
    calls: callCountsIn(text),
    build: BUILD.exec(text)?.[1],
    isQuarantined: valueOf("keyval_quarantined") === 1,
  };
}
