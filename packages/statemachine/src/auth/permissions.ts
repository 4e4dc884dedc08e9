import type { Permission } from "@keyval/api";
import { compareKeys } from "../key-index/key-bytes.js";
import type { RequestedKeys } from "./requested-keys.js";

/** With this one in its place, instead of the one on the same keys: they stay in the order of keys, then of ends. */
export function withPermission(permissions: readonly Permission[], added: Permission): Permission[] {
  return [...withoutPermission(permissions, added), added].sort(compareRequested);
}

/** Without the one on exactly these keys. */
export function withoutPermission(permissions: readonly Permission[], keys: RequestedKeys): Permission[] {
  return permissions.filter((permission) => compareRequested(permission, keys) !== 0);
}

function compareRequested(a: RequestedKeys, b: RequestedKeys): number {
  return compareKeys(a.key, b.key) || compareKeys(a.rangeEnd, b.rangeEnd);
}
