import type { VersionId } from "../key-index/version-pool.js";
import { ANSWER_BYTES_MAX, MESSAGE_OWN_BYTES } from "../keyspace/limits.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { Steps } from "./steps.js";

/** What one answer is going to hold in memory: a range may be of more than there is. */
export class Gathered {
  #left = ANSWER_BYTES_MAX;

  /** False if these versions, with or without their values, come to more than any answer may have. */
  *add(keyspace: Keyspace, ids: readonly VersionId[], hasValues: boolean): Steps<boolean> {
    this.#left -= yield* bytesOfAll(keyspace, ids, hasValues, this.#left);
    return this.#left >= 0;
  }
}

/** What these versions, with or without their values, take in an answer. Not all are counted once they come to more than `most`. */
export function* bytesOfAll(
  { index, sliceSizes }: Keyspace,
  ids: readonly VersionId[],
  hasValues: boolean,
  most: number,
): Steps<number> {
  let bytes = 0;
  for (const [i, id] of ids.entries()) {
    bytes += MESSAGE_OWN_BYTES + (hasValues ? index.bytesOf(id) : index.keyOf(id).length);
    if (bytes > most) break;
    if ((i + 1) % sliceSizes.scan === 0) yield;
  }
  return bytes;
}
