import type { Entry } from "../entry.js";

/** A state machine small enough to compare: how much was applied, and a digest of all of it in order. */
export interface Machine {
  readonly applied: number;
  readonly digest: number;
}

export const NOTHING_APPLIED: Machine = { applied: 0, digest: 1 };

const MODULUS = 2 ** 31 - 1;
const FACTOR = 48_271;

export function apply(machine: Machine, entry: Entry): Machine {
  let digest = mix(mix(machine.digest, entry.index % MODULUS), entry.term % MODULUS);
  for (const byte of entry.payload) digest = mix(digest, byte);
  return { applied: entry.index, digest };
}

/** All products stay below 2^53. */
function mix(digest: number, value: number): number {
  return (digest * FACTOR + value + 1) % MODULUS;
}
