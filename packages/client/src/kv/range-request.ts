import { type Init, type RangeRequest, SortOrder, SortTarget } from "@keyval/api";
import type { Keys } from "./key-range.js";
import type { KeySpace } from "./key-space.js";

/** What entries can be sorted by. */
export type SortBy = keyof typeof TARGETS;

export interface RangeOptions {
  /** How many entries at most. Default: all. */
  readonly limit?: number;
  /** As it was at this revision. Default: as it is. */
  readonly revision?: number;
  /** Default: the key. */
  readonly sortBy?: SortBy;
  /** Default: ascending. */
  readonly order?: "ascending" | "descending";
  /** Takes what the asked member has, which may be old, and asks nobody else. */
  readonly serializable?: boolean;
}

const TARGETS = {
  key: SortTarget.KEY,
  version: SortTarget.VERSION,
  createRevision: SortTarget.CREATE,
  revision: SortTarget.MOD,
  value: SortTarget.VALUE,
} as const;

export function rangeRequest(space: KeySpace, keys: Keys, options: RangeOptions): Init<RangeRequest> {
  const { limit = 0, revision = 0, sortBy = "key", order = "ascending", serializable = false } = options;
  return {
    ...space.range(keys),
    limit,
    revision,
    serializable,
    sortTarget: TARGETS[sortBy],
    // Keys come in their order by themselves.
    sortOrder: order === "descending" ? SortOrder.DESCEND : sortBy === "key" ? SortOrder.NONE : SortOrder.ASCEND,
  };
}
