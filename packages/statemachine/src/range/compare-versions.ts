import { SortTarget } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { Sort } from "./range-plan.js";

/** The order of a sort other than by key. `values` has those of all versions if they are sorted by value. */
export function versionOrder(
  { index }: Keyspace,
  { target, isDescending }: Sort,
  values: ReadonlyMap<VersionId, Uint8Array>,
): (a: VersionId, b: VersionId) => number {
  const ascending = (a: VersionId, b: VersionId): number => {
    if (target === SortTarget.VERSION) return index.versionOf(a) - index.versionOf(b);
    if (target === SortTarget.CREATE) return index.createOf(a) - index.createOf(b);
    if (target === SortTarget.MOD) return index.modOf(a) - index.modOf(b);
    const [left, right] = [values.get(a), values.get(b)];
    return left === undefined || right === undefined ? 0 : compareKeys(left, right);
  };
  return isDescending ? (a, b) => ascending(b, a) : ascending;
}
