import type { DeleteRangeRequest, Id, PutRequest, RangeRequest, RequestOp, TxnRequest } from "@keyval/api";
import type { Span } from "./model-keys.js";

/** What somebody must be, or may do, so that a request is done. */
export type Needs = "user" | "admin" | KeyNeeds;

/** Keys that have to be readable and writable, and leases whose keys all have to be writable. */
export interface KeyNeeds {
  readonly reads: readonly Span[];
  readonly writes: readonly Span[];
  readonly leases: readonly Id[];
}

const NOTHING: KeyNeeds = { reads: [], writes: [], leases: [] };
const NO_END = new Uint8Array(0);

export function needsOfRange(request: RangeRequest): KeyNeeds {
  return { ...NOTHING, reads: [request] };
}

export function needsOfPut({ key, prevKv, lease }: PutRequest): KeyNeeds {
  const span = { key, rangeEnd: NO_END };
  return { reads: prevKv ? [span] : [], writes: [span], leases: lease === 0 ? [] : [lease] };
}

export function needsOfDeleteRange(request: DeleteRangeRequest): KeyNeeds {
  return { ...NOTHING, reads: request.prevKv ? [request] : [], writes: [request] };
}

/** Whatever of it will be done. */
export function needsOfTxn({ compare, success, failure }: TxnRequest): KeyNeeds {
  return together([{ ...NOTHING, reads: compare }, ...[...success, ...failure].map(needsOfOp)]);
}

export function needsOfLease(id: Id): KeyNeeds {
  return { ...NOTHING, leases: [id] };
}

function needsOfOp({ requestRange, requestPut, requestDeleteRange, requestTxn }: RequestOp): KeyNeeds {
  if (requestRange !== undefined) return needsOfRange(requestRange);
  if (requestPut !== undefined) return needsOfPut(requestPut);
  if (requestDeleteRange !== undefined) return needsOfDeleteRange(requestDeleteRange);
  return requestTxn === undefined ? NOTHING : needsOfTxn(requestTxn);
}

function together(parts: readonly KeyNeeds[]): KeyNeeds {
  return {
    reads: parts.flatMap(({ reads }) => reads),
    writes: parts.flatMap(({ writes }) => writes),
    leases: parts.flatMap(({ leases }) => leases),
  };
}
