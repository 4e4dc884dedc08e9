import type { ErrorName, ResponseOp, TxnRequest, TxnResponse } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";
import { checkRevision } from "../range/check-range.js";
import { Refusal } from "../refusal.js";
import { headerAt, NO_RESPONSE } from "../txn/run-txn.js";
import { choosePath, type TxnPath, type TxnStep } from "../txn/txn-path.js";
import { Gathered } from "./gathered.js";
import { orRefusal } from "./or-refusal.js";
import { rangeSteps } from "./range-steps.js";
import type { Steps } from "./steps.js";

/**
 * A transaction that only reads: all of it at one revision. That and the revisions that it asks for are judged before the
 * first slice ends, and pinned until the answer is complete: what is written or compacted meanwhile makes no difference.
 */
export function* txnSteps(
  keyspace: Keyspace,
  request: TxnRequest,
  revision: number,
  readsNow: number,
): Steps<TxnResponse | Refusal> {
  const path = orRefusal(() => choosePath(keyspace, request, revision));
  if (path instanceof Refusal) return path;
  const asked = askedRevisions(path);
  const error = firstError(keyspace, asked);
  if (error !== undefined) return new Refusal(error);
  const pinned = [revision, ...asked];
  for (const each of pinned) keyspace.pins.pin(each);
  const response = yield* pathSteps(keyspace, path, revision, readsNow, new Gathered());
  for (const each of pinned) keyspace.pins.release(each);
  return response;
}

function askedRevisions({ steps }: TxnPath): number[] {
  return steps.flatMap(({ op, path }) => {
    if (path !== undefined) return askedRevisions(path);
    const revision = op.requestRange?.revision ?? 0;
    return revision > 0 ? [revision] : [];
  });
}

function firstError(keyspace: Keyspace, revisions: readonly number[]): ErrorName | undefined {
  for (const revision of revisions) {
    const error = checkRevision(keyspace, revision);
    if (error !== undefined) return error;
  }
  return undefined;
}

function* pathSteps(
  keyspace: Keyspace,
  { succeeded, steps }: TxnPath,
  revision: number,
  readsNow: number,
  gathered: Gathered,
): Steps<TxnResponse | Refusal> {
  const responses: ResponseOp[] = [];
  for (const step of steps) {
    const response = yield* stepSteps(keyspace, step, revision, readsNow, gathered);
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
  gathered: Gathered,
): Steps<ResponseOp | Refusal> {
  if (path !== undefined) {
    const response = yield* pathSteps(keyspace, path, revision, readsNow, gathered);
    return response instanceof Refusal
      ? response
      : { ...NO_RESPONSE, responseTxn: { ...response, header: headerAt(0) } };
  }
  if (op.requestRange === undefined) return NO_RESPONSE;
  const asked = op.requestRange.revision;
  const response = yield* rangeSteps(keyspace, op.requestRange, asked > 0 ? asked : revision, readsNow, gathered);
  return response instanceof Refusal
    ? response
    : { ...NO_RESPONSE, responseRange: { ...response, header: headerAt(revision) } };
}
