import { NO_BYTES, type RangeRequest, type RangeResponse, SortTarget } from "@keyval/api";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { versionOrder } from "./compare-versions.js";
import { keyValueOf } from "./key-value.js";
import { planRange, type RangePlan } from "./range-plan.js";
import { RangeScan } from "./range-scan.js";

/** A range whose request was checked, at once and however long it takes: for what commands read. */
export function rangeNow(keyspace: Keyspace, request: RangeRequest, revision: number): RangeResponse {
  const plan = planRange(request);
  const count = countRange(keyspace, plan, revision);
  if (request.countOnly) return { header: undefined, kvs: [], more: false, count };
  const scan = new RangeScan(keyspace, request, plan, revision);
  scan.step(Infinity);
  const sorted = sortNow(keyspace, plan, scan.found);
  const kvs = sorted
    .slice(0, plan.limit)
    .map((id) => keyValueOf(keyspace, id, plan.hasValues ? keyspace.valueNow(id) : NO_BYTES, plan.hasLeases));
  return { header: undefined, kvs, more: sorted.length > plan.limit, count };
}

export function countRange(keyspace: Keyspace, { single, first, end }: RangePlan, revision: number): number {
  if (single !== undefined) return keyspace.at(single, revision) === 0 ? 0 : 1;
  return keyspace.index.count(first, end, revision);
}

function sortNow(keyspace: Keyspace, { sort }: RangePlan, found: readonly VersionId[]): readonly VersionId[] {
  if (sort === undefined) return found;
  const values = new Map<VersionId, Uint8Array>();
  if (sort.target === SortTarget.VALUE) for (const id of found) values.set(id, keyspace.valueNow(id));
  return found.toSorted(versionOrder(keyspace, sort, values));
}
