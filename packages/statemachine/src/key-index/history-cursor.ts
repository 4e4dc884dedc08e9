import { assert } from "../assert.js";
import type { KeyIndexParts } from "./key-index-parts.js";
import type { VersionId } from "./version-pool.js";

/** Walks over all versions from a revision on, in the order of their revisions, and goes on with those that are added. */
export class HistoryCursor {
  readonly #parts: KeyIndexParts;
  readonly #from: number;
  readonly #beganCompacted: boolean;
  #position: number;

  constructor(parts: KeyIndexParts, fromRevision: number) {
    this.#parts = parts;
    this.#from = fromRevision;
    this.#beganCompacted = fromRevision < parts.compaction.revision;
    this.#position = parts.list.search(fromRevision);
  }

  /** Whether versions that it has not passed yet may be missing: there is no gapless way on then. */
  get isCompacted(): boolean {
    if (this.#beganCompacted) return true;
    const { list, versions, compaction } = this.#parts;
    if (this.#position < list.start) return true;
    return this.#position < list.end && versions.modOf(list.at(this.#position)) < compaction.revision;
  }

  /** 0 if there is none yet. It must not be asked once the history is compacted. */
  next(): VersionId {
    assert(!this.isCompacted, "a history that is read is kept", this.#from, this.#parts.compaction.revision);
    const { list, versions } = this.#parts;
    while (this.#position < list.end) {
      const id = list.at(this.#position);
      this.#position++;
      if (versions.modOf(id) >= this.#from) return id;
    }
    return 0;
  }
}
