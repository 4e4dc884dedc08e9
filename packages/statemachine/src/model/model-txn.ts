import {
  type Compare,
  CompareResult,
  CompareTarget,
  type Id,
  type PutRequest,
  type RequestOp,
  type TxnRequest,
} from "@keyval/api";
import { fail } from "./model-answer.js";
import { isIn, type ModelKeys, type ModelVersion, type Span, textOf, within } from "./model-keys.js";
import { checkRange } from "./model-range.js";

/** The branch that a transaction takes, with those of the transactions in it. */
export interface Path {
  readonly succeeded: boolean;
  readonly ops: readonly { readonly op: RequestOp; readonly path: Path | undefined }[];
}

export function choosePath(keys: ModelKeys, request: TxnRequest): Path {
  const succeeded = request.compare.every((compare) => compares(keys, compare));
  const ops = succeeded ? request.success : request.failure;
  return { succeeded, ops: ops.map((op) => ({ op, path: op.requestTxn && choosePath(keys, op.requestTxn) })) };
}

export function checkPut({ key, value, lease, ignoreValue, ignoreLease }: PutRequest): void {
  if (key.length === 0) fail("emptyKey");
  if (ignoreValue && value.length > 0) fail("valueProvided");
  if (ignoreLease && lease !== 0) fail("leaseProvided");
}

/** What can be wrong with a transaction whatever the keys are. */
export function checkTxn(request: TxnRequest): void {
  checkShape(request);
  checkDuplicates(request);
}

export function checkShape({ compare, success, failure }: TxnRequest): void {
  if (compare.some(({ key }) => key.length === 0)) fail("emptyKey");
  for (const { requestRange, requestPut, requestDeleteRange, requestTxn } of [...success, ...failure]) {
    if (requestRange !== undefined) checkRange(requestRange);
    else if (requestPut !== undefined) checkPut(requestPut);
    else if (requestTxn !== undefined) checkShape(requestTxn);
    else if (requestDeleteRange === undefined) fail("keyNotFound");
    else if (requestDeleteRange.key.length === 0) fail("emptyKey");
  }
}

export function hasPut({ success, failure }: TxnRequest): boolean {
  return [...success, ...failure].some(
    ({ requestPut, requestTxn }) => requestPut !== undefined || (requestTxn !== undefined && hasPut(requestTxn)),
  );
}

/** Two operations of a branch that can both be done may not put a key twice, nor put and delete it. */
function checkDuplicates({ success, failure }: TxnRequest): void {
  for (const branch of [success, failure]) {
    const changes = branch.map((op) => changesOf(op));
    for (const [i, one] of changes.entries()) {
      if (changes.slice(i + 1).some((other) => clash(one, other) || clash(other, one))) fail("duplicateKey");
    }
    for (const { requestTxn } of branch) if (requestTxn !== undefined) checkDuplicates(requestTxn);
  }
}

interface Changes {
  readonly puts: readonly string[];
  readonly deletes: readonly Span[];
}

function clash(one: Changes, other: Changes): boolean {
  return one.puts.some((key) => other.puts.includes(key) || other.deletes.some((range) => isIn(range, key)));
}

function changesOf({ requestPut, requestDeleteRange, requestTxn }: RequestOp): Changes {
  const inner = requestTxn === undefined ? [] : [...requestTxn.success, ...requestTxn.failure].map(changesOf);
  return {
    puts: [...(requestPut === undefined ? [] : [textOf(requestPut.key)]), ...inner.flatMap(({ puts }) => puts)],
    deletes: [
      ...(requestDeleteRange === undefined ? [] : [requestDeleteRange]),
      ...inner.flatMap(({ deletes }) => deletes),
    ],
  };
}

function compares(keys: ModelKeys, compare: Compare): boolean {
  const found = within(keys, compare);
  if (found.length === 0 && compare.target === CompareTarget.VALUE) return false;
  const nothing = { key: "", value: "", create: 0, mod: 0, version: 0, lease: 0 };
  return (found.length === 0 ? [nothing] : found).every((version) => {
    const [left, right] = sidesOf(version, compare);
    if (compare.result === CompareResult.EQUAL) return left === right;
    if (compare.result === CompareResult.NOT_EQUAL) return left !== right;
    return compare.result === CompareResult.GREATER ? left > right : left < right;
  });
}

function sidesOf(version: ModelVersion, compare: Compare): [Id | string, Id | string] {
  if (compare.target === CompareTarget.VERSION) return [version.version, compare.version ?? 0];
  if (compare.target === CompareTarget.CREATE) return [version.create, compare.createRevision ?? 0];
  if (compare.target === CompareTarget.MOD) return [version.mod, compare.modRevision ?? 0];
  if (compare.target === CompareTarget.LEASE) return [version.lease, compare.lease ?? 0];
  return [version.value, textOf(compare.value ?? new Uint8Array(0))];
}
