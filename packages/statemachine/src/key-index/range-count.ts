import { assert } from "../assert.js";
import type { Budget } from "./budget.js";
import type { KeyIndexParts } from "./key-index-parts.js";
import { TreePath } from "./tree-path.js";
import type { VersionId } from "./version-pool.js";

/** As with the index: without an end, to the last key. */
export interface Bounds {
  readonly first: Uint8Array;
  readonly end: Uint8Array | undefined;
}

/**
 * Counts the keys of a range that were live at a revision: those that are live when it begins, corrected by those that began or
 * ceased to be live in between. Only leaves with such keys are looked at, and of a key that was only overwritten
 * nothing but its newest version. The index may change meanwhile, as long as the revision is not compacted.
 */
export class RangeCount {
  readonly #parts: KeyIndexParts;
  readonly #end: Uint8Array | undefined;
  readonly #revision: number;
  /** What was the newest when it began: what comes later does not concern it. */
  readonly #now: number;
  readonly #path = new TreePath();
  /** The key that is the next to be looked at; a copy. */
  #key: Uint8Array;
  /** Of that key: the newer version that was looked at last, 0 for none yet, and whether it is known to be live now. */
  #version: VersionId = 0;
  #isLive: boolean | undefined;
  #count: number;
  #isDone: boolean;

  /** `live` keys of the range are live now. */
  constructor(parts: KeyIndexParts, { first, end }: Bounds, revision: number, live: number) {
    this.#parts = parts;
    this.#end = end?.slice();
    this.#revision = revision;
    this.#now = parts.list.newest;
    this.#key = first.slice();
    this.#count = live;
    this.#isDone = parts.tree.lastTurn <= revision;
  }

  /** Good once a step has said that nothing is left. */
  get count(): number {
    return this.#count;
  }

  /** Goes on until the budget is used up; true if nothing is left to do. */
  step(budget: Budget): boolean {
    const { tree, arena, compaction } = this.#parts;
    assert(this.#revision >= compaction.revision, "a revision is kept while its keys are counted", this.#revision);
    const path = this.#path;
    if (!this.#isDone && !tree.isCurrent(path)) tree.seek(path, this.#key);
    while (!this.#isDone) {
      const key = tree.keyAt(path);
      if (key === 0) this.#isDone = tree.nextLeaf(path, this.#revision, Infinity) < 0;
      else if (this.#end !== undefined && arena.compareBytes(key, this.#end) >= 0) this.#isDone = true;
      else if (this.#look(arena.latestOf(key), budget)) path.index++;
      else {
        this.#key = arena.view(key).slice();
        return false;
      }
    }
    return true;
  }

  /** Counts the key with this newest version; false if the budget does not suffice. */
  #look(latest: VersionId, budget: Budget): boolean {
    const { versions } = this.#parts;
    if (this.#version === 0 && !budget.take()) return false;
    let id = this.#version === 0 ? latest : this.#version;
    while (id !== 0 && versions.modOf(id) > this.#revision) {
      const isLive = !versions.isTombstone(id);
      if (versions.modOf(id) <= this.#now) this.#isLive ??= isLive;
      // It was live all the time from the revision to this version.
      if (isLive && versions.createOf(id) <= this.#revision) break;
      if (!budget.take()) {
        this.#version = id;
        return false;
      }
      id = versions.previous(id);
    }
    const wasLive = id !== 0 && !versions.isTombstone(id);
    this.#count += Number(wasLive) - Number(this.#isLive ?? wasLive);
    this.#version = 0;
    this.#isLive = undefined;
    return true;
  }
}
