import {
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  type ErrorName,
  PutRequest,
  TxnRequest,
} from "@keyval/api";
import { authorize } from "../auth/authorize.js";
import { checkDeleteRange, checkPut } from "../commands/check-request.js";
import { deleteRange } from "../commands/delete-range.js";
import { checkPutNow, put } from "../commands/put.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { Refusal } from "../refusal.js";
import { checkTxn, hasPut } from "../txn/check-txn.js";
import { runTxn } from "../txn/run-txn.js";
import { checkPath, choosePath } from "../txn/txn-path.js";
import { additionRefusal, changeRefusal } from "./alarm-refusal.js";
import type { CommandHandler } from "./command-handler.js";

// Each of them checks all of its command before it changes anything.

const applyPut: CommandHandler = ({ keyspace, leases, auth, alarms }, body, caller) => {
  const request = PutRequest.decode(body);
  const error =
    authorize(auth, leases, caller, "KV.Put", request) ??
    additionRefusal(alarms) ??
    checkPut(request) ??
    checkPutNow(keyspace, leases, request);
  return error === undefined ? put(keyspace, request) : new Refusal(error);
};

const applyDeleteRange: CommandHandler = ({ keyspace, leases, auth, alarms }, body, caller) => {
  const request = DeleteRangeRequest.decode(body);
  const error =
    authorize(auth, leases, caller, "KV.DeleteRange", request) ?? changeRefusal(alarms) ?? checkDeleteRange(request);
  return error === undefined ? deleteRange(keyspace, request) : new Refusal(error);
};

const applyTxn: CommandHandler = ({ keyspace, leases, auth, alarms }, body, caller) => {
  const request = TxnRequest.decode(body);
  const error =
    authorize(auth, leases, caller, "KV.Txn", request) ??
    (hasPut(request) ? additionRefusal(alarms) : changeRefusal(alarms)) ??
    checkTxn(request);
  if (error !== undefined) return new Refusal(error);
  const path = choosePath(keyspace, request, keyspace.revision);
  const refusal = checkPath(keyspace, leases, path);
  if (refusal !== undefined) return new Refusal(refusal);
  keyspace.counts.txns += 1;
  return runTxn(keyspace, path);
};

const applyCompact: CommandHandler = ({ keyspace, leases, auth, alarms }, body, caller) => {
  const request = CompactionRequest.decode(body);
  const error =
    authorize(auth, leases, caller, "KV.Compact", request) ??
    changeRefusal(alarms) ??
    checkCompact(keyspace, request.revision);
  if (error !== undefined) return new Refusal(error);
  keyspace.compact(request.revision);
  return { header: undefined };
};

export const keyspaceHandlers = {
  [CommandKind.put]: applyPut,
  [CommandKind.deleteRange]: applyDeleteRange,
  [CommandKind.txn]: applyTxn,
  [CommandKind.compact]: applyCompact,
};

function checkCompact(keyspace: Keyspace, revision: number): ErrorName | undefined {
  if (revision <= keyspace.compactRevision) return "compacted";
  return revision > keyspace.revision ? "futureRevision" : undefined;
}
