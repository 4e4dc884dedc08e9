import { type RangeRequest, SortOrder, SortTarget } from "@keyval/api";
import type { Direction } from "../key-index/cursor.js";
import { type KeyRange, keyRangeOf } from "./key-range.js";

/** How a range is answered. */
export interface RangePlan extends KeyRange {
  readonly direction: Direction;
  /** Keys in the order of the walk that are enough; infinite for all. */
  readonly enough: number;
  /** What the keys that were found are sorted by afterwards. */
  readonly sort: Sort | undefined;
  /** How many of them are returned. */
  readonly limit: number;
  readonly hasFilter: boolean;
  readonly hasValues: boolean;
  readonly hasLeases: boolean;
}

export interface Sort {
  readonly target: SortTarget;
  readonly isDescending: boolean;
}

export function planRange(request: RangeRequest): RangePlan {
  const { key, rangeEnd, sortOrder, sortTarget, keysOnly } = request;
  const limit = request.limit > 0 ? request.limit : Infinity;
  const hasFilter = filters(request);
  const sort =
    sortTarget === SortTarget.KEY ? undefined : { target: sortTarget, isDescending: sortOrder === SortOrder.DESCEND };
  // The limit counts after the sort, except that without an order it already cuts what is sorted: then with one key more
  // than it allows, which is how it is known that there are more. Filters do away with the exception.
  const isCutFirst = sort === undefined || (sortOrder === SortOrder.NONE && !hasFilter);
  return {
    ...keyRangeOf(key, rangeEnd),
    direction: sort === undefined && sortOrder === SortOrder.DESCEND ? "descending" : "ascending",
    enough: isCutFirst ? limit + 1 : Infinity,
    sort,
    limit,
    hasFilter,
    hasValues: !keysOnly,
    // As etcd has it since it does not read the record any more for the keys alone.
    hasLeases: !keysOnly || sortTarget === SortTarget.VALUE,
  };
}

function filters({ minModRevision, maxModRevision, minCreateRevision, maxCreateRevision }: RangeRequest): boolean {
  return minModRevision !== 0 || maxModRevision !== 0 || minCreateRevision !== 0 || maxCreateRevision !== 0;
}
