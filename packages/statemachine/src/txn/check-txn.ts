import type { ErrorName, RequestOp, TxnRequest } from "@keyval/api";
import { checkDeleteRange, checkPut } from "../commands/check-request.js";
import { checkRange } from "../range/check-range.js";
import { checkOverlaps } from "./check-overlaps.js";

/**
 * What can be wrong with a transaction whatever the keys are. The limit counts the longest of the three lists, and what
 * a list leaves of it is left for the transactions within. It is a flag of each member, so it is the door that knows it.
 */
export function checkTxn(request: TxnRequest, opsMax = Infinity): ErrorName | undefined {
  return checkLists(request, opsMax) ?? checkOverlaps(request);
}

function checkLists({ compare, success, failure }: TxnRequest, opsMax: number): ErrorName | undefined {
  const ops = Math.max(compare.length, success.length, failure.length);
  if (ops > opsMax) return "tooManyOps";
  if (compare.some(({ key }) => key.length === 0)) return "emptyKey";
  for (const list of [success, failure]) {
    for (const op of list) {
      const error = checkOp(op, opsMax - ops);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

function checkOp(op: RequestOp, opsMax: number): ErrorName | undefined {
  const { requestRange, requestPut, requestDeleteRange, requestTxn } = op;
  if (requestRange !== undefined) return checkRange(requestRange);
  if (requestPut !== undefined) return checkPut(requestPut);
  if (requestDeleteRange !== undefined) return checkDeleteRange(requestDeleteRange);
  return requestTxn === undefined ? "keyNotFound" : checkLists(requestTxn, opsMax);
}

/** Whether nothing in it, in whichever branch, could change anything. */
export function isReadOnly({ success, failure }: TxnRequest): boolean {
  return success.every(isReading) && failure.every(isReading);
}

function isReading({ requestRange, requestTxn }: RequestOp): boolean {
  return requestRange !== undefined || (requestTxn !== undefined && isReadOnly(requestTxn));
}

/** Whether one of its branches has a put. */
export function hasPut({ success, failure }: TxnRequest): boolean {
  return success.some(isPutting) || failure.some(isPutting);
}

function isPutting({ requestPut, requestTxn }: RequestOp): boolean {
  return requestPut !== undefined || (requestTxn !== undefined && hasPut(requestTxn));
}
