import type { ResponseOp, TxnRequest, TxnResponse } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";
import { checkRevision } from "../range/check-range.js";
import { Refusal } from "../refusal.js";
import { headerAt, NO_RESPONSE } from "../txn/run-txn.js";
import { choosePath, type TxnPath, type TxnStep } from "../txn/txn-path.js";
import { orRefusal } from "./or-refusal.js";
import { rangeSteps } from "./range-steps.js";
import type { Steps } from "./steps.js";

/** A transaction that only reads: all of it at one revision, which is pinned until the answer is complete. */
export function* txnSteps(
  keyspace: Keyspace,
  request: TxnRequest,
  revision: number,
  readsNow: number,
): Steps<TxnResponse | Refusal> {
  const path = orRefusal(() => choosePath(keyspace, request, revision));
  if (path instanceof Refusal) return path;
  keyspace.pins.pin(revision);
  const response = yield* pathSteps(keyspace, path, revision, readsNow);
  keyspace.pins.release(revision);
  return response;
}

function* pathSteps(
  keyspace: Keyspace,
  { succeeded, steps }: TxnPath,
  revision: number,
  readsNow: number,
): Steps<TxnResponse | Refusal> {
  const responses: ResponseOp[] = [];
  for (const step of steps) {
    const response = yield* stepSteps(keyspace, step, revision, readsNow);
    if (response instanceof Refusal) return response;
    responses.push(response);
  }
  return { header: undefined, succeeded, responses };
}

function* stepSteps(
  keyspace: Keyspace,
  { op, path }: TxnStep,
  revision: number,
  readsNow: number,
): Steps<ResponseOp | Refusal> {
  if (path !== undefined) {
    const response = yield* pathSteps(keyspace, path, revision, readsNow);
    return response instanceof Refusal
      ? response
      : { ...NO_RESPONSE, responseTxn: { ...response, header: headerAt(0) } };
  }
  if (op.requestRange === undefined) return NO_RESPONSE;
  const asked = op.requestRange.revision;
  const error = checkRevision(keyspace, asked);
  if (error !== undefined) return new Refusal(error);
  const response = yield* rangeSteps(keyspace, op.requestRange, asked > 0 ? asked : revision, readsNow);
  return response instanceof Refusal
    ? response
    : { ...NO_RESPONSE, responseRange: { ...response, header: headerAt(revision) } };
}
