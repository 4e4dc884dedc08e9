import type { RequestOp, TxnRequest } from "@keyval/api";
import type { Call } from "./history.js";

/** Whether a call is one of those that only read keys: a transaction is if nothing in it, in whichever branch, is a write. */
export function isReading(call: Call): call is Extract<Call, { kind: "range" | "txn" }> {
  return call.kind === "range" || (call.kind === "txn" && isReadOnly(call.request));
}

/** Whether the member that is asked answers without asking others. */
export function isSerializable(call: Extract<Call, { kind: "range" | "txn" }>): boolean {
  if (call.kind === "range") return call.request.serializable;
  const ops = [...call.request.success, ...call.request.failure];
  return ops.length > 0 && ops.every(({ requestRange }) => requestRange?.serializable ?? false);
}

function isReadOnly({ success, failure }: TxnRequest): boolean {
  return [...success, ...failure].every(
    ({ requestRange, requestTxn }: RequestOp) =>
      requestRange !== undefined || (requestTxn !== undefined && isReadOnly(requestTxn)),
  );
}
