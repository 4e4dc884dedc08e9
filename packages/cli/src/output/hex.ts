import type { Id } from "@keyval/api";

/** An id as Go's `%x` has it; one below zero, as leases may be, with its sign. */
export function hexId(id: Id, digits = 0): string {
  const text = id.toString(16);
  return text.startsWith("-") ? `-${text.slice(1).padStart(digits - 1, "0")}` : text.padStart(digits, "0");
}

/** `\x61\x62`. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}
