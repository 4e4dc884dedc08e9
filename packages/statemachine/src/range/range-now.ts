import { NO_BYTES, type RangeRequest, type RangeResponse, SortTarget } from "@keyval/api";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { versionOrder } from "./compare-versions.js";
import { keyValueOf } from "./key-value.js";
import { planRange, type RangePlan } from "./range-plan.js";
import { passesFilter, RangeScan } from "./range-scan.js";

/** A range whose request was checked, at once and however long it takes: for what commands read. */
export function rangeNow(keyspace: Keyspace, request: RangeRequest, revision: number): RangeResponse {
  if (request.rangeEnd.length === 0) return getNow(keyspace, request, revision);
  const plan = planRange(request);
  const count = keyspace.index.count(plan.first, plan.end, revision);
  if (request.countOnly) return { header: undefined, kvs: [], more: false, count };
  const scan = new RangeScan(keyspace, request, plan, revision);
  scan.step(Infinity);
  const sorted = sortNow(keyspace, plan, scan.found);
  const kvs = sorted
    .slice(0, plan.limit)
    .map((id) => keyValueOf(keyspace, id, plan.hasValues ? keyspace.valueNow(id) : NO_BYTES, plan.hasLeases));
  return { header: undefined, kvs, more: sorted.length > plan.limit, count };
}

/** Whether a range is of one key that has not many newer versions: it has no more of them than there are newer revisions. */
export function isGet(keyspace: Keyspace, { rangeEnd }: RangeRequest, revision: number): boolean {
  return rangeEnd.length === 0 && keyspace.revision - revision <= keyspace.sliceSizes.scan;
}

/** A range of one key: nothing to sort or to cut. */
export function getNow(keyspace: Keyspace, request: RangeRequest, revision: number): RangeResponse {
  const { key, countOnly, keysOnly, sortTarget } = request;
  const id = keyspace.at(key, revision);
  const count = id === 0 ? 0 : 1;
  if (id === 0 || countOnly || !passesFilter(keyspace, request, id)) {
    return { header: undefined, kvs: [], more: false, count };
  }
  const value = keysOnly ? NO_BYTES : keyspace.valueNow(id);
  const kv = keyValueOf(keyspace, id, value, !keysOnly || sortTarget === SortTarget.VALUE);
  return { header: undefined, kvs: [kv], more: false, count };
}

function sortNow(keyspace: Keyspace, { sort }: RangePlan, found: readonly VersionId[]): readonly VersionId[] {
  if (sort === undefined) return found;
  const values = new Map<VersionId, Uint8Array>();
  if (sort.target === SortTarget.VALUE) for (const id of found) values.set(id, keyspace.valueNow(id));
  return found.toSorted(versionOrder(keyspace, sort, values));
}
