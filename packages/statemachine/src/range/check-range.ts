import { type ErrorName, type RangeRequest, SortOrder, SortTarget } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";

/** What can be wrong with a range whatever the keys are. */
export function checkRange({ key, sortOrder, sortTarget }: RangeRequest): ErrorName | undefined {
  if (key.length === 0) return "emptyKey";
  const isKnown = sortOrder <= SortOrder.DESCEND && sortTarget <= SortTarget.VALUE && sortOrder >= 0 && sortTarget >= 0;
  return isKnown ? undefined : "invalidSortOption";
}

/** A revision that is not positive is the current one. The compact revision itself can be read. */
export function checkRevision(keyspace: Keyspace, revision: number): ErrorName | undefined {
  if (revision <= 0) return undefined;
  if (revision > keyspace.revision) return "futureRevision";
  return revision < keyspace.compactRevision ? "compacted" : undefined;
}
