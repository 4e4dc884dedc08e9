import { type RangeRequest, SortOrder, SortTarget } from "@keyval/api";
import { fail } from "./model-answer.js";
import { type ModelKeys, type ModelVersion, within } from "./model-keys.js";

export function checkRange({ key, sortOrder, sortTarget }: RangeRequest): void {
  if (key.length === 0) fail("emptyKey");
  if (!(sortOrder in [0, 1, 2]) || !(sortTarget in [0, 1, 2, 3, 4])) fail("invalidSortOption");
}

export function rangeOf(keys: ModelKeys, request: RangeRequest): object {
  const all = within(keys, request);
  if (request.countOnly) return { kvs: [], more: false, count: all.length };
  const { sortOrder, sortTarget, minModRevision: minMod, maxModRevision: maxMod } = request;
  const { minCreateRevision: minCreate, maxCreateRevision: maxCreate } = request;
  const hasFilter = minMod !== 0 || maxMod !== 0 || minCreate !== 0 || maxCreate !== 0;
  let found = all;
  // Without order and filter the limit cuts before the sort, and leaves one more than it says.
  if (request.limit > 0 && sortOrder === SortOrder.NONE && !hasFilter) found = found.slice(0, request.limit + 1);
  found = found.filter(
    ({ mod, create }) =>
      (minMod === 0 || mod >= minMod) &&
      (maxMod === 0 || mod <= maxMod) &&
      (minCreate === 0 || create >= minCreate) &&
      (maxCreate === 0 || create <= maxCreate),
  );
  const sorted = sortOrder === SortOrder.DESCEND ? byTarget(found, sortTarget, -1) : byTarget(found, sortTarget, 1);
  const limit = request.limit > 0 ? request.limit : Infinity;
  const kvs = sorted.slice(0, limit).map((kv) => {
    if (!request.keysOnly) return kv;
    return { ...kv, value: "", lease: sortTarget === SortTarget.VALUE ? kv.lease : 0 };
  });
  return { kvs, more: sorted.length > limit, count: all.length };
}

function byTarget(found: readonly ModelVersion[], target: SortTarget, sign: number): ModelVersion[] {
  const field = (["key", "version", "create", "mod", "value"] as const)[target];
  return [...found].sort((a, b) => (a[field] === b[field] ? 0 : a[field] < b[field] ? -sign : sign));
}
