import type { RangeRequest, RangeResponse, ResponseHeader, ResponseOp, TxnResponse } from "@keyval/api";
import { deleteRange } from "../commands/delete-range.js";
import { put } from "../commands/put.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { rangeNow } from "../range/range-now.js";
import type { TxnPath, TxnStep } from "./txn-path.js";

export const NO_RESPONSE: ResponseOp = {
  responseRange: undefined,
  responsePut: undefined,
  responseDeleteRange: undefined,
  responseTxn: undefined,
};

/** Between `begin` and `end` of the keyspace, with a path that was checked. Each operation sees what those before it did. */
export function runTxn(keyspace: Keyspace, path: TxnPath): TxnResponse {
  return { header: undefined, succeeded: path.succeeded, responses: path.steps.map((step) => runStep(keyspace, step)) };
}

function runStep(keyspace: Keyspace, { op, path }: TxnStep): ResponseOp {
  const { requestRange, requestPut, requestDeleteRange } = op;
  if (requestRange !== undefined) return { ...NO_RESPONSE, responseRange: runRange(keyspace, requestRange) };
  if (requestPut !== undefined) {
    const response = put(keyspace, requestPut);
    return { ...NO_RESPONSE, responsePut: { ...response, header: headerAt(keyspace.readRevision) } };
  }
  if (requestDeleteRange !== undefined) {
    const response = deleteRange(keyspace, requestDeleteRange);
    return { ...NO_RESPONSE, responseDeleteRange: { ...response, header: headerAt(keyspace.readRevision) } };
  }
  // A nested one is the only kind that is left; its header says nothing.
  return path === undefined
    ? NO_RESPONSE
    : { ...NO_RESPONSE, responseTxn: { ...runTxn(keyspace, path), header: headerAt(0) } };
}

function runRange(keyspace: Keyspace, request: RangeRequest): RangeResponse {
  const current = keyspace.readRevision;
  const response = rangeNow(keyspace, request, request.revision > 0 ? request.revision : current);
  return { ...response, header: headerAt(current) };
}

/** The header of a response within a transaction's: it has the revision only. */
export function headerAt(revision: number): ResponseHeader {
  return { clusterId: 0, memberId: 0, revision, raftTerm: 0 };
}
