import type { VersionId } from "../key-index/version-pool.js";
import { ANSWER_BYTES_MAX, MESSAGE_OWN_BYTES } from "../keyspace/limits.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { Steps } from "./steps.js";

/** What one answer is going to hold in memory: a range may be of more than there is. */
export class Gathered {
  #left = ANSWER_BYTES_MAX;

  /** False if these versions, with or without their values, come to more than any answer may have. */
  *add({ index, sliceSizes }: Keyspace, ids: readonly VersionId[], hasValues: boolean): Steps<boolean> {
    for (const [i, id] of ids.entries()) {
      this.#left -= MESSAGE_OWN_BYTES + (hasValues ? index.bytesOf(id) : index.keyOf(id).length);
      if (this.#left < 0) return false;
      if ((i + 1) % sliceSizes.scan === 0) yield;
    }
    return true;
  }
}
