import type { Id } from "@keyval/api";

/** Names of members, and their incarnations, are hexadecimal numbers, as those of real ones. */
export function idOf(name: string): Id {
  return Number.parseInt(name, 16);
}

export function nameOf(id: Id): string {
  return id.toString(16);
}
