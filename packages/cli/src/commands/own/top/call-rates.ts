import type { CallCounts, Times } from "../status/call-counts.js";
import type { Sample } from "./rates.js";

/** What went on of one kind of call between two looks. */
export interface CallRate {
  /** As in `KV/Put`. */
  readonly call: string;
  readonly perSecond: number;
  /** Undefined where it was not measured, or none ended. */
  readonly latency: Latency | undefined;
}

export interface Latency {
  readonly meanMs: number;
  /** So many took no longer than this: the bound of the histogram's bucket, infinite behind the last. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What looks at a cluster and keeps it, as this program does all the time. */
const LOOKING = /^(?:Cluster|Maintenance)\//u;

/** Calls to all members whose metrics are open, the most frequent first. A member that was started again counts from then on. */
export function callRatesBetween(before: Sample, after: Sample): readonly CallRate[] {
  const seconds = (after.atMs - before.atMs) / 1_000;
  if (seconds <= 0) return [];
  const sums = new Map<string, CallCounts>();
  for (const { member, metrics } of after.view.members) {
    const earlier = before.view.members.find((one) => one.member.ID === member.ID)?.metrics;
    if (metrics === undefined || earlier === undefined) continue;
    for (const [call, counts] of metrics.calls) {
      const was = earlier.calls.get(call);
      const since = was === undefined || was.answers > counts.answers ? counts : difference(counts, was);
      const sum = sums.get(call);
      sums.set(call, sum === undefined ? since : combined(sum, since, 1));
    }
  }
  return [...sums]
    .filter(([call, { answers }]) => answers > 0 && !LOOKING.test(call))
    .map(([call, { answers, times }]) => ({ call, perSecond: answers / seconds, latency: times && latencyOf(times) }))
    .sort((a, b) => b.perSecond - a.perSecond);
}

function difference(counts: CallCounts, was: CallCounts): CallCounts {
  return combined(counts, was, -1);
}

function combined(one: CallCounts, other: CallCounts, sign: 1 | -1): CallCounts {
  const [a, b] = [one.times, other.times];
  const answers = one.answers + sign * other.answers;
  if (a === undefined || b === undefined) return { answers, times: a ?? (sign > 0 ? b : undefined) };
  const buckets = new Map([...a.buckets].map(([upTo, count]) => [upTo, count + sign * (b.buckets.get(upTo) ?? 0)]));
  return { answers, times: { count: a.count + sign * b.count, seconds: a.seconds + sign * b.seconds, buckets } };
}

function latencyOf({ count, seconds, buckets }: Times): Latency | undefined {
  if (count <= 0) return undefined;
  const bounds = [...buckets].sort(([a], [b]) => a - b);
  const boundOf = (share: number): number =>
    (bounds.find(([, within]) => within >= count * share)?.[0] ?? Infinity) * 1_000;
  return { meanMs: (seconds * 1_000) / count, p50Ms: boundOf(0.5), p99Ms: boundOf(0.99) };
}
