import { RangeRequest, type RequestOp, SortTarget, type TxnRequest } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";
import { ANSWER_BYTES_MAX } from "../keyspace/limits.js";
import { checkRevision } from "../range/check-range.js";
import { planRange } from "../range/range-plan.js";
import { RangeScan } from "../range/range-scan.js";
import { bytesOfAll } from "./gathered.js";
import type { Steps } from "./steps.js";

/** What an operation of a change reads. */
export type ReadingOp = Partial<Pick<RequestOp, "requestRange" | "requestDeleteRange" | "requestTxn">>;

/** Whether one of the operations answers with all keys of a range, however many they are. */
export function answersRanges(ops: readonly ReadingOp[]): boolean {
  return ops.some(({ requestRange, requestDeleteRange, requestTxn }) => {
    if (requestTxn !== undefined) return answersRanges(requestTxn.success) || answersRanges(requestTxn.failure);
    if (requestRange !== undefined) return requestRange.rangeEnd.length > 0 && !requestRange.countOnly;
    return requestDeleteRange !== undefined && requestDeleteRange.prevKv && requestDeleteRange.rangeEnd.length > 0;
  });
}

/**
 * About how many bytes every member has to read in one go to answer these operations of a change, as the keys are now. The count
 * ends once it is beyond what an answer may have.
 */
export function* answerBytes(keyspace: Keyspace, ops: readonly ReadingOp[]): Steps<number> {
  let bytes = 0;
  for (const { requestRange, requestDeleteRange, requestTxn } of ops) {
    if (bytes > ANSWER_BYTES_MAX) break;
    if (requestRange !== undefined && !requestRange.countOnly) bytes += yield* rangeBytes(keyspace, requestRange);
    if (requestDeleteRange?.prevKv === true) {
      const { key, rangeEnd } = requestDeleteRange;
      bytes += yield* rangeBytes(keyspace, RangeRequest.create({ key, rangeEnd }));
    }
    if (requestTxn !== undefined) bytes += yield* branchBytes(keyspace, requestTxn);
  }
  return bytes;
}

/** Of the branch that reads more: which one it will be is not known yet. */
function* branchBytes(keyspace: Keyspace, { success, failure }: TxnRequest): Steps<number> {
  const bytes = yield* answerBytes(keyspace, success);
  return Math.max(bytes, yield* answerBytes(keyspace, failure));
}

function* rangeBytes(keyspace: Keyspace, request: RangeRequest): Steps<number> {
  // The change will be refused.
  if (checkRevision(keyspace, request.revision) !== undefined) return 0;
  const revision = request.revision > 0 ? request.revision : keyspace.revision;
  keyspace.pins.pin(revision);
  const bytes = yield* pinnedBytes(keyspace, request, revision);
  keyspace.pins.release(revision);
  return bytes;
}

function* pinnedBytes(keyspace: Keyspace, request: RangeRequest, revision: number): Steps<number> {
  const plan = planRange(request);
  const scan = new RangeScan(keyspace, request, plan, revision);
  while (scan.step(keyspace.sliceSizes.scan)) yield;
  // Who sorts by values reads all of them, however few it returns.
  const readsAll = plan.sort?.target === SortTarget.VALUE;
  const ids = readsAll ? scan.found : scan.found.slice(0, plan.limit);
  return yield* bytesOfAll(keyspace, ids, plan.hasValues || readsAll, ANSWER_BYTES_MAX);
}
