import { assert } from "../assert.js";
import type { KeyArena, KeyId } from "./key-arena.js";
import type { RevisionList } from "./revision-list.js";
import type { VersionId, VersionPool } from "./version-pool.js";

/** Removes what nobody can read any more, in slices. It looks at each version once, after the next compaction never again. */
export class Compaction {
  readonly #versions: VersionPool;
  readonly #arena: KeyArena;
  readonly #list: RevisionList;
  /** Of the key no version is left. */
  readonly #removeKey: (key: KeyId) => void;
  #revision = 0;
  /** Versions before this position are done with. */
  #position = 0;

  constructor(versions: VersionPool, arena: KeyArena, list: RevisionList, removeKey: (key: KeyId) => void) {
    this.#versions = versions;
    this.#arena = arena;
    this.#list = list;
    this.#removeKey = removeKey;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Steps are versions that are looked at, and versions that are removed. */
  run(revision: number, budget: number, removing: (id: VersionId) => void): boolean {
    assert(revision >= this.#revision, "compaction does not go back", revision, this.#revision);
    if (revision > this.#revision) this.#position = this.#list.start;
    this.#revision = revision;
    for (let left = budget; this.#position < this.#list.end;) {
      const id = this.#list.at(this.#position);
      const mod = this.#versions.modOf(id);
      if (mod > revision) return true;
      if (left <= 0) return false;
      this.#position++;
      // Those of the revision itself stay listed: a watch may begin there.
      if (mod < revision) this.#list.shift();
      left -= 1 + this.#pass(id, mod < revision, removing);
    }
    return true;
  }

  /** What is older than a version at or before the revision is out of sight; so is a tombstone before it. How many were removed. */
  #pass(id: VersionId, isBefore: boolean, removing: (id: VersionId) => void): number {
    const previous = this.#versions.previous(id);
    const isEnd = isBefore && this.#versions.isTombstone(id);
    if (previous !== 0) this.#remove(previous, removing);
    if (isEnd) this.#remove(id, removing);
    return Number(previous !== 0) + Number(isEnd);
  }

  #remove(id: VersionId, removing: (id: VersionId) => void): void {
    removing(id);
    const versions = this.#versions;
    assert(versions.previous(id) === 0, "versions are removed from the oldest on", versions.modOf(id));
    const next = versions.next(id);
    const key = versions.keyOf(id);
    if (next === 0) this.#removeKey(key);
    else versions.setOldest(this.#arena.latestOf(key), next);
    versions.give(id);
  }
}
