import type { ErrorName, RequestOp, TxnRequest } from "@keyval/api";
import { textOfKey } from "../key-text.js";
import { keyRangeOf } from "../range/key-range.js";

/** Keys as text of one character per byte, which sorts as the bytes do; without an end, to the last key. */
interface DeletedKeys {
  readonly first: string;
  readonly end: string | undefined;
}

/** A change that an operation of a branch may make. Those of a transaction's branches exclude each other. */
interface Change {
  /** Which operation of the branch it belongs to. */
  readonly operation: number;
  readonly put: string | undefined;
  readonly deleted: DeletedKeys | undefined;
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
    if (requestPut !== undefined) changes.push({ operation, put: textOfKey(requestPut.key), deleted: undefined });
    if (requestDeleteRange !== undefined) {
      const { first, end } = keyRangeOf(requestDeleteRange.key, requestDeleteRange.rangeEnd);
      const deleted = { first: textOfKey(first), end: end && textOfKey(end) };
      changes.push({ operation, put: undefined, deleted });
    }
    if (requestTxn === undefined) continue;
    for (const inner of [changesOf(requestTxn.success), changesOf(requestTxn.failure)]) {
      if (inner === undefined) return undefined;
      for (const change of inner) changes.push({ ...change, operation });
    }
  }
  return overlap(changes) ? undefined : changes;
}

/** A transaction of transactions may make as many changes as its bytes hold: they are not compared each with each. */
function overlap(changes: readonly Change[]): boolean {
  const operationOf = new Map<string, number>();
  for (const { operation, put } of changes) {
    if (put === undefined) continue;
    if ((operationOf.get(put) ?? operation) !== operation) return true;
    operationOf.set(put, operation);
  }
  const puts = new SortedPuts(operationOf);
  return changes.some(({ operation, deleted }) => deleted !== undefined && puts.isOthers(operation, deleted));
}

/** Keys that are put, in their order, each with its operation. */
class SortedPuts {
  readonly #keys: readonly string[];
  readonly #operations: readonly number[];
  /** By key, the next one that another operation puts. */
  readonly #others: number[];

  constructor(operationOf: ReadonlyMap<string, number>) {
    this.#keys = [...operationOf.keys()].sort();
    this.#operations = this.#keys.map((key) => operationOf.get(key) ?? 0);
    const { length } = this.#keys;
    this.#others = new Array<number>(length).fill(length);
    for (let i = length - 2; i >= 0; i--) {
      const isOther = this.#operations[i] !== this.#operations[i + 1];
      this.#others[i] = isOther ? i + 1 : (this.#others[i + 1] ?? length);
    }
  }

  /** Whether another operation puts one of the keys. */
  isOthers(operation: number, { first, end }: DeletedKeys): boolean {
    const from = this.#search(first);
    const to = end === undefined ? this.#keys.length : this.#search(end);
    if (from >= to) return false;
    return this.#operations[from] !== operation || (this.#others[from] ?? to) < to;
  }

  /** The first key that does not come before this one. */
  #search(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
