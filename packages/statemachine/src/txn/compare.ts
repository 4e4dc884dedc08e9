import { type Compare, CompareResult, CompareTarget, type Id, NO_BYTES } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { keyRangeOf } from "../range/key-range.js";

/** Whether all keys of the range satisfy the compare. A key that is not there compares as zeros, and its value as nothing at all. */
export function holdsCompare(keyspace: Keyspace, compare: Compare, revision: number): boolean {
  const { key, rangeEnd } = compare;
  if (rangeEnd.length === 0) {
    const id = keyspace.at(key, revision);
    return id === 0 ? holdsForNone(compare) : holdsFor(keyspace, compare, id);
  }
  const { first, end } = keyRangeOf(key, rangeEnd);
  const cursor = keyspace.index.cursor(first, end, revision);
  let id = cursor.next();
  if (id === 0) return holdsForNone(compare);
  for (; id !== 0; id = cursor.next()) if (!holdsFor(keyspace, compare, id)) return false;
  return true;
}

function holdsForNone(compare: Compare): boolean {
  if (compare.target === CompareTarget.VALUE) return false;
  return isResult(compare.result, orderOf(0, wanted(compare)));
}

function holdsFor(keyspace: Keyspace, compare: Compare, id: VersionId): boolean {
  const { index } = keyspace;
  switch (compare.target) {
    case CompareTarget.VERSION:
      return isResult(compare.result, orderOf(index.versionOf(id), wanted(compare)));
    case CompareTarget.CREATE:
      return isResult(compare.result, orderOf(index.createOf(id), wanted(compare)));
    case CompareTarget.MOD:
      return isResult(compare.result, orderOf(index.modOf(id), wanted(compare)));
    case CompareTarget.LEASE:
      return isResult(compare.result, orderOf(keyspace.leaseOf(id), wanted(compare)));
    case CompareTarget.VALUE:
      return isResult(compare.result, compareKeys(keyspace.valueNow(id), compare.value ?? NO_BYTES));
    default:
      // A target that is not known compares as equal, as with etcd.
      return isResult(compare.result, 0);
  }
}

/** What is not given for the target counts as 0. */
function wanted({ target, version, createRevision, modRevision, lease }: Compare): Id {
  switch (target) {
    case CompareTarget.VERSION:
      return version ?? 0;
    case CompareTarget.CREATE:
      return createRevision ?? 0;
    case CompareTarget.MOD:
      return modRevision ?? 0;
    case CompareTarget.LEASE:
      return lease ?? 0;
    default:
      return 0;
  }
}

function orderOf(a: Id, b: Id): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isResult(result: CompareResult, order: number): boolean {
  switch (result) {
    case CompareResult.EQUAL:
      return order === 0;
    case CompareResult.GREATER:
      return order > 0;
    case CompareResult.LESS:
      return order < 0;
    case CompareResult.NOT_EQUAL:
      return order !== 0;
    default:
      return true;
  }
}
