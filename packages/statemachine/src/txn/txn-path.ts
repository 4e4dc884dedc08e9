import type { ErrorName, RequestOp, TxnRequest } from "@keyval/api";
import { checkPutNow, type LeaseTable } from "../commands/put.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { checkRevision } from "../range/check-range.js";
import { holdsCompare } from "./compare.js";

/** Which branch of a transaction is done, and the same of those nested in it. */
export interface TxnPath {
  readonly succeeded: boolean;
  readonly steps: readonly TxnStep[];
}

export interface TxnStep {
  readonly op: RequestOp;
  /** Of a nested transaction. */
  readonly path: TxnPath | undefined;
}

/** All compares, nested ones too, see the keys as they are before the first operation. */
export function choosePath(keyspace: Keyspace, request: TxnRequest, revision: number): TxnPath {
  const succeeded = request.compare.every((compare) => holdsCompare(keyspace, compare, revision));
  const steps = (succeeded ? request.success : request.failure).map((op) => ({
    op,
    path: op.requestTxn && choosePath(keyspace, op.requestTxn, revision),
  }));
  return { succeeded, steps };
}

/** Whether every operation of the path can be done; asked before the first of them changes anything. */
export function checkPath(keyspace: Keyspace, leases: LeaseTable, path: TxnPath): ErrorName | undefined {
  for (const { op, path: nested } of path.steps) {
    const error =
      (op.requestRange && checkRevision(keyspace, op.requestRange.revision)) ??
      (op.requestPut && checkPutNow(keyspace, leases, op.requestPut)) ??
      (nested && checkPath(keyspace, leases, nested));
    if (error !== undefined) return error;
  }
  return undefined;
}
