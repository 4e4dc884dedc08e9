import { type KeyValue, type RangeRequest, type RangeResponse, SortTarget } from "@keyval/api";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { versionOrder } from "../range/compare-versions.js";
import { keyValueOf } from "../range/key-value.js";
import { getNow, isGet } from "../range/range-now.js";
import { planRange, type RangePlan } from "../range/range-plan.js";
import { RangeScan } from "../range/range-scan.js";
import { SlicedSort } from "../range/sliced-sort.js";
import { Refusal } from "../refusal.js";
import { countSteps } from "./count-steps.js";
import { Gathered } from "./gathered.js";
import { orRefusal } from "./or-refusal.js";
import { readValues } from "./read-values.js";
import type { Steps } from "./steps.js";

/** A range whose request was checked, at a revision that can be read. It is pinned until the answer is complete. */
export function* rangeSteps(
  keyspace: Keyspace,
  request: RangeRequest,
  revision: number,
  readsNow: number,
  gathered: Gathered,
): Steps<RangeResponse | Refusal> {
  keyspace.pins.pin(revision);
  const response = yield* pinnedSteps(keyspace, request, revision, readsNow, gathered);
  keyspace.pins.release(revision);
  return response;
}

function* pinnedSteps(
  keyspace: Keyspace,
  request: RangeRequest,
  revision: number,
  readsNow: number,
  gathered: Gathered,
): Steps<RangeResponse | Refusal> {
  if (isGet(keyspace, request, revision)) return orRefusal(() => getNow(keyspace, request, revision));
  const plan = planRange(request);
  const count = yield* countSteps(keyspace, plan, revision);
  if (request.countOnly) return { header: undefined, kvs: [], more: false, count };
  const scan = new RangeScan(keyspace, request, plan, revision);
  while (scan.step(keyspace.sliceSizes.scan)) yield;
  const sorted = yield* sortSteps(keyspace, plan, scan.found, readsNow);
  if (!(sorted instanceof Array)) return sorted;
  const ids = sorted.slice(0, plan.limit);
  if (!(yield* gathered.add(keyspace, ids, plan.hasValues))) return new Refusal("answerTooLarge");
  const kvs = yield* keyValueSteps(keyspace, plan, ids, readsNow);
  return kvs instanceof Array ? { header: undefined, kvs, more: sorted.length > plan.limit, count } : kvs;
}

function* sortSteps(
  keyspace: Keyspace,
  { sort }: RangePlan,
  found: readonly VersionId[],
  readsNow: number,
): Steps<VersionId[] | Refusal> {
  if (sort === undefined) return [...found];
  const values = new Map<VersionId, Uint8Array>();
  if (sort.target === SortTarget.VALUE) {
    if (!(yield* new Gathered().add(keyspace, found, true))) return new Refusal("answerTooLarge");
    const refusal = yield* readValues(keyspace, found, readsNow, (id, value) => void values.set(id, value));
    if (refusal !== undefined) return refusal;
  }
  const sorting = new SlicedSort(found, versionOrder(keyspace, sort, values));
  while (sorting.step(keyspace.sliceSizes.sort)) yield;
  return [...sorting.sorted];
}

export function* keyValueSteps(
  keyspace: Keyspace,
  { hasValues, hasLeases }: Pick<RangePlan, "hasValues" | "hasLeases">,
  ids: readonly VersionId[],
  readsNow: number,
): Steps<KeyValue[] | Refusal> {
  const kvs: KeyValue[] = [];
  if (hasValues) {
    const take = (id: VersionId, value: Uint8Array): void => void kvs.push(keyValueOf(keyspace, id, value));
    const refusal = yield* readValues(keyspace, ids, readsNow, take);
    return refusal ?? kvs;
  }
  for (const id of ids) {
    kvs.push(keyValueOf(keyspace, id, undefined, hasLeases));
    if (kvs.length % keyspace.sliceSizes.scan === 0) yield;
  }
  return kvs;
}
