import type { Id } from "@keyval/api";

const DIGITS = 16;

/** An id of 16 hexadecimal digits as the API has it. */
export function idOfHex(hex: string): Id {
  const id = BigInt(`0x${hex}`);
  return id <= Number.MAX_SAFE_INTEGER ? Number(id) : id;
}

export function hexOfId(id: Id): string {
  return id.toString(16).padStart(DIGITS, "0");
}
