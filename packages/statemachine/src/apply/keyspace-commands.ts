import { CompactionRequest, DeleteRangeRequest, PutRequest, TxnRequest } from "@keyval/api";
import { checkDeleteRange, checkPut } from "../commands/check-request.js";
import { deleteRange } from "../commands/delete-range.js";
import { checkPutNow, put } from "../commands/put.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";
import type { Tables } from "../tables.js";
import { checkTxn } from "../txn/check-txn.js";
import { runTxn } from "../txn/run-txn.js";
import { checkPath, choosePath } from "../txn/txn-path.js";

// Each of them checks all of its command before it changes anything.

export function applyPut({ keyspace, leases }: Tables, body: Uint8Array): Result {
  const request = PutRequest.decode(body);
  const error = checkPut(request) ?? checkPutNow(keyspace, leases, request);
  return error === undefined ? put(keyspace, request) : new Refusal(error);
}

export function applyDeleteRange({ keyspace }: Tables, body: Uint8Array): Result {
  const request = DeleteRangeRequest.decode(body);
  const error = checkDeleteRange(request);
  return error === undefined ? deleteRange(keyspace, request) : new Refusal(error);
}

export function applyTxn({ keyspace, leases }: Tables, body: Uint8Array): Result {
  const request = TxnRequest.decode(body);
  const error = checkTxn(request);
  if (error !== undefined) return new Refusal(error);
  const path = choosePath(keyspace, request, keyspace.revision);
  const refusal = checkPath(keyspace, leases, path);
  return refusal === undefined ? runTxn(keyspace, path) : new Refusal(refusal);
}

export function applyCompact({ keyspace }: Tables, body: Uint8Array): Result {
  const { revision } = CompactionRequest.decode(body);
  if (revision <= keyspace.compactRevision) return new Refusal("compacted");
  if (revision > keyspace.revision) return new Refusal("futureRevision");
  keyspace.compact(revision);
  return { header: undefined };
}
