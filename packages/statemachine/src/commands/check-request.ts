import type { DeleteRangeRequest, ErrorName, PutRequest } from "@keyval/api";

/** What can be wrong with a put whatever the keys and leases are. */
export function checkPut({ key, value, lease, ignoreValue, ignoreLease }: PutRequest): ErrorName | undefined {
  if (key.length === 0) return "emptyKey";
  if (ignoreValue && value.length > 0) return "valueProvided";
  return ignoreLease && lease !== 0 ? "leaseProvided" : undefined;
}

export function checkDeleteRange({ key }: DeleteRangeRequest): ErrorName | undefined {
  return key.length === 0 ? "emptyKey" : undefined;
}
