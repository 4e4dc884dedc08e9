import type { Id } from "../id.js";

/** Where a bigint is taken apart and put together without making others. */
const scratch = new DataView(new ArrayBuffer(8));

/** The id with these bits, 32 in each half. */
export function idOf(low: number, high: number, isSigned: boolean): Id {
  scratch.setUint32(0, high);
  scratch.setUint32(4, low);
  const id = isSigned ? scratch.getBigInt64(0) : scratch.getBigUint64(0);
  const value = Number(id);
  return Number.isSafeInteger(value) ? value : id;
}

/** The lower 32 bits; those above 64 are cut off. */
export function lowBits(id: bigint): number {
  scratch.setBigUint64(0, id);
  return scratch.getUint32(4);
}

export function highBits(id: bigint): number {
  scratch.setBigUint64(0, id);
  return scratch.getUint32(0);
}
