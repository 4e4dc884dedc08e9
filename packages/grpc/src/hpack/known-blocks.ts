import { KNOWN_BLOCK_BYTES_MAX, KNOWN_BLOCKS_MAX } from "../limits.js";
import type { HeaderBlock } from "./header-block.js";

interface KnownBlock {
  readonly bytes: Uint8Array;
  readonly block: HeaderBlock;
  /** The generation of the dynamic table under which the bytes mean this, or `ANY`. */
  readonly generation: number;
}

/** The block refers to the static table alone. */
export const ANY = -1;

/**
 * The header blocks that a connection has seen, found by their bytes. A place is chosen by a few of these and holds the
 * last block that chose it, so that a look costs one comparison and the whole is bounded; a wrong guess costs decoding.
 */
export class KnownBlocks {
  /** Made for the first block worth remembering. */
  #places: (KnownBlock | undefined)[] | undefined = undefined;

  find(bytes: Uint8Array, start: number, end: number, generation: number): HeaderBlock | undefined {
    if (this.#places === undefined) return undefined;
    const known = this.#places[placeOf(bytes, start, end)];
    if (known === undefined) return undefined;
    if (known.generation !== generation && known.generation !== ANY) return undefined;
    const seen = known.bytes;
    const length = seen.length;
    if (length !== end - start) return undefined;
    for (let at = 0; at < length; at++) if (seen[at] !== bytes[start + at]) return undefined;
    return known.block;
  }

  remember(bytes: Uint8Array, start: number, end: number, generation: number, block: HeaderBlock): void {
    if (end - start > KNOWN_BLOCK_BYTES_MAX) return;
    this.#places ??= new Array<KnownBlock | undefined>(KNOWN_BLOCKS_MAX).fill(undefined);
    this.#places[placeOf(bytes, start, end)] = { bytes: bytes.slice(start, end), block, generation };
  }
}

/** The length, and the bytes where blocks differ: a path lies in the first half, what a call adds at the end. */
function placeOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const middle = start + (length >> 1);
  const mixed =
    length * 31 +
    (bytes[start] ?? 0) +
    (bytes[start + (length >> 2)] ?? 0) * 3 +
    (bytes[middle] ?? 0) * 7 +
    (bytes[middle + (length >> 2)] ?? 0) * 11 +
    (bytes[end - 1] ?? 0) * 17;
  return mixed % KNOWN_BLOCKS_MAX;
}
