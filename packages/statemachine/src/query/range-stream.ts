import type { ErrorName, KeyValue, RangeRequest, RangeResponse } from "@keyval/api";
import { SortOrder, SortTarget } from "@keyval/api";
import { assert } from "../assert.js";
import { Budget } from "../key-index/budget.js";
import type { Cursor } from "../key-index/cursor.js";
import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { STREAM_BYTES } from "../keyspace/limits.js";
import { checkRange } from "../range/check-range.js";
import { planRange, type RangePlan } from "../range/range-plan.js";
import { Refusal } from "../refusal.js";
import type { Slices } from "../slices.js";
import { countSteps } from "./count-steps.js";
import { keyValueSteps } from "./range-steps.js";
import { runSteps, type Steps } from "./steps.js";

/** Who takes the pieces of a stream. */
export interface RangeSink {
  /** False if the next piece has to wait for `resume`. The last piece alone says how many keys there are in all. */
  piece(piece: RangeResponse, isLast: boolean): boolean;
  failed(refusal: Refusal): void;
}

/** What can be wrong with a range only because it is to be streamed. */
export function checkRangeStream(request: RangeRequest): ErrorName | undefined {
  const { sortOrder, sortTarget, minModRevision, maxModRevision, minCreateRevision, maxCreateRevision } = request;
  const error = checkRange(request);
  if (error !== undefined) return error;
  const isInOrder = sortOrder === SortOrder.NONE || (sortTarget === SortTarget.KEY && sortOrder === SortOrder.ASCEND);
  if (!isInOrder) return "rangeStreamSort";
  const hasFilter = [minModRevision, maxModRevision, minCreateRevision, maxCreateRevision].some((bound) => bound !== 0);
  return hasFilter ? "rangeStreamFilter" : undefined;
}

/**
 * A range in pieces that together are its answer, all at the revision at which it began, in the order of the keys. The
 * revision is pinned while a piece is made, not while its taker makes it wait: if it is compacted meanwhile, the stream
 * ends with that.
 */
export class RangeStream {
  readonly #keyspace: Keyspace;
  readonly #slices: Slices;
  readonly #plan: RangePlan;
  readonly #revision: number;
  readonly #readsNow: number;
  readonly #sink: RangeSink;
  /** Of all keys; not known before the first piece. */
  #count: number | undefined;
  readonly #cursor: Cursor;
  readonly #isCounting: boolean;
  #left: number;
  #isAtWork = false;
  #isOver = false;

  constructor(
    keyspace: Keyspace,
    slices: Slices,
    request: RangeRequest,
    revision: number,
    readsNow: number,
    sink: RangeSink,
  ) {
    this.#keyspace = keyspace;
    this.#slices = slices;
    this.#plan = planRange(request);
    this.#revision = revision;
    this.#readsNow = readsNow;
    this.#sink = sink;
    this.#isCounting = request.countOnly;
    this.#left = request.countOnly ? 0 : this.#plan.limit;
    this.#cursor = keyspace.index.cursor(this.#plan.first, this.#plan.end, revision);
    this.#isAtWork = true;
    slices.add(this.#next);
  }

  /** The sink has room again. */
  resume(): void {
    if (this.#isAtWork || this.#isOver) return;
    this.#isAtWork = true;
    this.#slices.add(this.#next);
  }

  /** Nobody waits for more. */
  cancel(): void {
    this.#isOver = true;
  }

  readonly #next = (): boolean => {
    if (this.#isOver) return false;
    if (this.#revision < this.#keyspace.compactRevision) {
      this.#fail(new Refusal("compacted"));
      return false;
    }
    this.#keyspace.pins.pin(this.#revision);
    const kvs = runSteps(this.#pieceSteps(), this.#slices, (late) => this.#made(late));
    if (kvs !== undefined) this.#made(kvs);
    return false;
  };

  *#pieceSteps(): Steps<KeyValue[] | Refusal> {
    if (this.#count === undefined) {
      this.#count = yield* countSteps(this.#keyspace, this.#plan, this.#revision);
      this.#left = Math.min(this.#left, this.#count);
    }
    const ids = yield* this.#takeIds();
    return yield* keyValueSteps(this.#keyspace, this.#plan, ids, this.#readsNow);
  }

  *#takeIds(): Steps<readonly VersionId[]> {
    const ids: VersionId[] = [];
    const { index, sliceSizes } = this.#keyspace;
    let budget = new Budget(sliceSizes.scan);
    for (let bytes = 0; this.#left > 0 && ids.length < sliceSizes.piece && bytes < STREAM_BYTES;) {
      const id = this.#cursor.next(budget);
      if (id !== 0) {
        this.#left--;
        ids.push(id);
        bytes += index.bytesOf(id);
      } else {
        assert(!this.#cursor.isDone, "the keys that were counted are there", this.#left);
        yield;
        budget = new Budget(sliceSizes.scan);
      }
    }
    return ids;
  }

  #made(kvs: KeyValue[] | Refusal): void {
    this.#keyspace.pins.release(this.#revision);
    this.#isAtWork = false;
    if (this.#isOver) return;
    if (kvs instanceof Refusal) {
      this.#fail(kvs);
      return;
    }
    const isLast = this.#left === 0;
    this.#isOver = isLast;
    const count = isLast ? (this.#count ?? 0) : 0;
    // As in a range: where keys are only counted, a limit cuts nothing off.
    const more = !this.#isCounting && count > this.#plan.limit;
    const goesOn = this.#sink.piece({ header: undefined, kvs, more, count }, isLast);
    if (goesOn) this.resume();
  }

  #fail(refusal: Refusal): void {
    this.#isOver = true;
    this.#isAtWork = false;
    this.#sink.failed(refusal);
  }
}
