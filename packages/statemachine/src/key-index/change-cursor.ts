import type { KeyIndexParts } from "./key-index-parts.js";
import { TreePath } from "./tree-path.js";
import type { VersionId } from "./version-pool.js";

/** Walks over the keys of a range that have a version newer than a revision, in their order. The index may change meanwhile. */
export class ChangeCursor {
  readonly #parts: KeyIndexParts;
  readonly #end: Uint8Array | undefined;
  readonly #revision: number;
  readonly #path = new TreePath();
  /** A copy, since the last key may be gone when it is asked for the next one. */
  #last: Uint8Array;
  #isLastPassed = false;
  #isDone = false;

  constructor(parts: KeyIndexParts, first: Uint8Array, end: Uint8Array | undefined, revision: number) {
    this.#parts = parts;
    this.#last = first.slice();
    this.#end = end?.slice();
    this.#revision = revision;
  }

  /** The newest version of the next such key, which may be a tombstone; 0 if there is no more. */
  next(): VersionId {
    const { tree, arena, versions } = this.#parts;
    const path = this.#path;
    if (this.#isDone) return 0;
    if (!tree.isCurrent(path) && tree.seek(path, this.#last) && this.#isLastPassed) path.index++;
    do {
      for (; path.index < tree.entriesIn(path); path.index++) {
        const key = tree.keyAt(path);
        if (this.#end !== undefined && arena.compareBytes(key, this.#end) >= 0) return this.#finish();
        const latest = arena.latestOf(key);
        if (versions.modOf(latest) <= this.#revision) continue;
        this.#last = arena.view(key).slice();
        this.#isLastPassed = true;
        path.index++;
        return latest;
      }
    } while (tree.nextLeaf(path, this.#revision, Infinity) >= 0);
    return this.#finish();
  }

  #finish(): VersionId {
    this.#isDone = true;
    return 0;
  }
}
