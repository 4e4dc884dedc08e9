import { CompareResult, CompareTarget, SortOrder, SortTarget } from "@keyval/api";
import type { Compare, Id, Init, RangeRequest } from "@keyval/api";

/**
 * Who contends under a name has the key `<name>/<lease in hexadecimal digits>`, and whose key was created first has what
 * is contended for. Clients of etcd that build locks and elections themselves do it the same way, and can contend with
 * those who let the server do it.
 */
export function keyOf(name: Uint8Array, lease: Id): Uint8Array {
  return joined(name, `/${lease.toString(16)}`);
}

/** All keys under a name: "0" is the character behind "/". */
export function keysUnder(name: Uint8Array): Pick<RangeRequest, "key" | "rangeEnd"> {
  return { key: joined(name, "/"), rangeEnd: joined(name, "0") };
}

/** Of those the one that was created first, or last. */
export function firstUnder(name: Uint8Array): Init<RangeRequest> {
  return { ...keysUnder(name), sortTarget: SortTarget.CREATE, sortOrder: SortOrder.ASCEND, limit: 1 };
}

export function lastUnder(name: Uint8Array): Init<RangeRequest> {
  return { ...firstUnder(name), sortOrder: SortOrder.DESCEND };
}

/** Whether a key is still the one that was created then; revision 0: whether there is none. */
export function isCreatedAt(key: Uint8Array, createRevision: number): Init<Compare> {
  return { key, target: CompareTarget.CREATE, result: CompareResult.EQUAL, createRevision };
}

function joined(name: Uint8Array, ascii: string): Uint8Array {
  const key = new Uint8Array(name.length + ascii.length);
  key.set(name);
  for (let i = 0; i < ascii.length; i++) key[name.length + i] = ascii.charCodeAt(i);
  return key;
}
