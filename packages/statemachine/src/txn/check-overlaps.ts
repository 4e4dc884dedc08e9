import type { ErrorName, RequestOp, TxnRequest } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";
import { textOfKey } from "../key-text.js";
import { type KeyRange, keyRangeOf } from "../range/key-range.js";

/** A change that an operation of a branch may make. Those of a transaction's branches exclude each other. */
interface Change {
  /** Which operation of the branch it belongs to. */
  readonly operation: number;
  readonly put: Uint8Array | undefined;
  readonly deleted: KeyRange | undefined;
}

/**
 * No key may be put twice, or put and deleted, by two operations of one branch, nor by what is nested in them: a key
 * changes at most once per revision. Operations of two branches of one transaction may overlap, as only one of them is done.
 */
export function checkOverlaps({ success, failure }: TxnRequest): ErrorName | undefined {
  return changesOf(success) === undefined || changesOf(failure) === undefined ? "duplicateKey" : undefined;
}

/** Undefined if some of them overlap. */
function changesOf(branch: readonly RequestOp[]): readonly Change[] | undefined {
  const changes: Change[] = [];
  for (const [operation, op] of branch.entries()) {
    const { requestPut, requestDeleteRange, requestTxn } = op;
    if (requestPut !== undefined) changes.push({ operation, put: requestPut.key, deleted: undefined });
    if (requestDeleteRange !== undefined) {
      const { key, rangeEnd } = requestDeleteRange;
      changes.push({ operation, put: undefined, deleted: keyRangeOf(key, rangeEnd) });
    }
    if (requestTxn === undefined) continue;
    for (const inner of [changesOf(requestTxn.success), changesOf(requestTxn.failure)]) {
      if (inner === undefined) return undefined;
      for (const change of inner) changes.push({ ...change, operation });
    }
  }
  return overlap(changes) ? undefined : changes;
}

function overlap(changes: readonly Change[]): boolean {
  const puts = new Map<string, Change>();
  for (const change of changes) {
    if (change.put === undefined) continue;
    const text = textOfKey(change.put);
    const other = puts.get(text) ?? change;
    if (other.operation !== change.operation) return true;
    puts.set(text, change);
  }
  return changes.some(({ operation, deleted }) => {
    if (deleted === undefined) return false;
    for (const change of puts.values()) {
      if (change.operation !== operation && change.put !== undefined && holds(deleted, change.put)) return true;
    }
    return false;
  });
}

function holds({ first, end }: KeyRange, key: Uint8Array): boolean {
  return compareKeys(first, key) <= 0 && (end === undefined || compareKeys(key, end) < 0);
}
