import type { SliceSizes } from "../keyspace/limits.js";
import type { Dice } from "./dice.test-helper.js";

/** A turn for everything that can have one of its own. */
export const SMALLEST_SLICES: SliceSizes = { scan: 1, sort: 1, values: 1, reads: 1, piece: 1, compact: 1, rebuild: 1 };

/** Slices that few things fit into. */
export function randomSlices(dice: Dice): SliceSizes {
  const size = (): number => dice.between(1, 6);
  return {
    scan: size(),
    sort: size(),
    values: size(),
    reads: size(),
    piece: size(),
    compact: size(),
    rebuild: size(),
  };
}
