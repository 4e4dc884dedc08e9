import { PermissionType, type Permission } from "@keyval/api";
import { keyRangeOf } from "../range/key-range.js";
import { MergedRanges } from "./merged-ranges.js";

/** What somebody may read and write, from all permissions of all roles. */
export class Granted {
  readonly reads: MergedRanges;
  readonly writes: MergedRanges;

  constructor(permissions: readonly Permission[]) {
    this.reads = mergedOf(permissions, PermissionType.READ);
    this.writes = mergedOf(permissions, PermissionType.WRITE);
  }
}

function mergedOf(permissions: readonly Permission[], type: PermissionType): MergedRanges {
  const granting = permissions.filter(({ permType }) => permType === type || permType === PermissionType.READWRITE);
  return new MergedRanges(granting.map(({ key, rangeEnd }) => keyRangeOf(key, rangeEnd)));
}
