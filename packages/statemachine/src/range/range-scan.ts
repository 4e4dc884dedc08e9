import type { RangeRequest } from "@keyval/api";
import { Budget } from "../key-index/budget.js";
import type { Cursor } from "../key-index/cursor.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { RangePlan } from "./range-plan.js";

/** Finds the versions that a range at a revision is about, in steps. */
export class RangeScan {
  /** In the order of the walk. */
  readonly found: VersionId[] = [];
  readonly #keyspace: Keyspace;
  readonly #request: RangeRequest;
  readonly #plan: RangePlan;
  readonly #revision: number;
  #cursor: Cursor | undefined;

  constructor(keyspace: Keyspace, request: RangeRequest, plan: RangePlan, revision: number) {
    this.#keyspace = keyspace;
    this.#request = request;
    this.#plan = plan;
    this.#revision = revision;
  }

  /** Looks at so many keys and versions at most; true if there are more to look at. */
  step(steps: number): boolean {
    const { enough } = this.#plan;
    const cursor = (this.#cursor ??= this.#open());
    const budget = new Budget(steps);
    while (this.found.length < enough) {
      const id = cursor.next(budget);
      if (id === 0) return !cursor.isDone;
      this.#take(id);
    }
    return false;
  }

  #open(): Cursor {
    const { first, end, direction } = this.#plan;
    return this.#keyspace.index.cursor(first, end, this.#revision, direction);
  }

  #take(id: VersionId): void {
    if (!this.#plan.hasFilter || passesFilter(this.#keyspace, this.#request, id)) this.found.push(id);
  }
}

export function passesFilter({ index }: Keyspace, request: RangeRequest, id: VersionId): boolean {
  const { minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request;
  return (
    isWithin(index.modOf(id), minModRevision, maxModRevision) &&
    isWithin(index.createOf(id), minCreateRevision, maxCreateRevision)
  );
}

/** A bound of 0 is none. */
function isWithin(revision: number, min: number, max: number): boolean {
  return (min === 0 || revision >= min) && (max === 0 || revision <= max);
}
