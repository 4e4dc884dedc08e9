import type { Id } from "@keyval/api";

export function compareIds(a: Id, b: Id): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
