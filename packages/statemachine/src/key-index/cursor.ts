import { assert } from "../assert.js";
import { Budget } from "./budget.js";
import type { KeyId } from "./key-arena.js";
import type { KeyIndexParts } from "./key-index-parts.js";
import { TreePath } from "./tree-path.js";
import type { VersionId } from "./version-pool.js";

export type Direction = "ascending" | "descending";

type Met = "live" | "edge" | "leaf's end" | "pause";

/**
 * Walks over the versions that are live at a revision, in the order of their keys. What is written meanwhile is newer
 * and does not concern it; it must not be used any more once the revision is compacted.
 */
export class Cursor {
  readonly #parts: KeyIndexParts;
  readonly #first: Uint8Array;
  readonly #end: Uint8Array | undefined;
  readonly #isAscending: boolean;
  readonly revision: number;
  readonly #path = new TreePath();
  readonly #unbounded = new Budget(Infinity);
  /** The version that was passed last. It is kept as long as the revision can be read, so its key says where to go on. */
  #last: VersionId = 0;
  /** A copy of the key at which the budget was used up, and its newer version that was looked at last; 0 for none yet. */
  #paused: Uint8Array | undefined;
  #version: VersionId = 0;
  #isDone = false;

  constructor(
    parts: KeyIndexParts,
    first: Uint8Array,
    end: Uint8Array | undefined,
    revision: number,
    direction: Direction,
  ) {
    this.#parts = parts;
    this.#first = first.slice();
    this.#end = end?.slice();
    this.revision = revision;
    this.#isAscending = direction === "ascending";
  }

  /** Whether the index can still tell what was live at the revision: to be asked before going on after a while. */
  get isReadable(): boolean {
    return this.revision >= this.#parts.compaction.revision;
  }

  /** Whether all versions were passed. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** 0 if there is no more, or if the budget was used up before: `isDone` tells which. It goes on with the next call. */
  next(budget = this.#unbounded): VersionId {
    return this.#pass(1, budget) ? this.#last : 0;
  }

  /** Passes over so many versions, or over all there are. */
  skip(count: number): void {
    if (count > 0) this.#pass(count, this.#unbounded);
  }

  /** Whether there were so many. */
  #pass(count: number, budget: Budget): boolean {
    assert(this.isReadable, "a cursor's revision is not compacted", this.revision, this.#parts.compaction.revision);
    if (this.#isDone) return false;
    if (!this.#parts.tree.isCurrent(this.#path)) this.#goOn();
    let left = count;
    while (left > 0) {
      const met = this.#isAscending ? this.#passEntries(budget) : this.#passEntriesBack(budget);
      if (met === "pause") return false;
      if (met === "live") left--;
      // One of them is left to be passed as an entry, so that it becomes the last one.
      else left = met === "edge" ? 0 : this.#leaveLeaf(left - 1) + 1;
      if (met !== "live" && left === 0) this.#isDone = true;
    }
    return !this.#isDone;
  }

  /** Finds the place again after the tree has changed its shape. */
  #goOn(): void {
    const { tree, arena, versions } = this.#parts;
    if (this.#paused !== undefined) {
      const isThere = tree.seek(this.#path, this.#paused);
      if (isThere && !this.#isAscending) this.#path.index++;
    } else if (this.#last !== 0) {
      tree.seek(this.#path, arena.view(versions.keyOf(this.#last)));
      if (this.#isAscending) this.#path.index++;
    } else if (this.#isAscending) tree.seek(this.#path, this.#first);
    else if (this.#end === undefined) tree.seekEnd(this.#path);
    else tree.seek(this.#path, this.#end);
  }

  /** Passes entries of the leaf until one is live, or is no more in the range. */
  #passEntries(budget: Budget): Met {
    const { tree, arena } = this.#parts;
    const count = tree.entriesIn(this.#path);
    for (; this.#path.index < count; this.#path.index++) {
      const key = tree.keyAt(this.#path);
      if (this.#end !== undefined && arena.compareBytes(key, this.#end) >= 0) return "edge";
      const met = this.#look(key, budget);
      if (met === "live") this.#path.index++;
      if (met !== "dead") return met;
    }
    return "leaf's end";
  }

  #passEntriesBack(budget: Budget): Met {
    const { tree, arena } = this.#parts;
    for (; this.#path.index > 0; this.#path.index--) {
      const key = tree.keyBefore(this.#path);
      if (arena.compareBytes(key, this.#first) < 0) return "edge";
      const met = this.#look(key, budget);
      if (met === "live") this.#path.index--;
      if (met !== "dead") return met;
    }
    return "leaf's end";
  }

  /** Goes from the key's newest version to the one that was there at the revision. */
  #look(key: KeyId, budget: Budget): "live" | "dead" | "pause" {
    const { versions, arena } = this.#parts;
    if (this.#version === 0 && !budget.take()) return this.#pauseAt(key, 0);
    let id = this.#version === 0 ? arena.latestOf(key) : this.#version;
    while (id !== 0 && versions.modOf(id) > this.revision) {
      if (!budget.take()) return this.#pauseAt(key, id);
      id = versions.previous(id);
    }
    this.#paused = undefined;
    this.#version = 0;
    if (id === 0 || versions.isTombstone(id)) return "dead";
    this.#last = id;
    return "live";
  }

  #pauseAt(key: KeyId, version: VersionId): "pause" {
    this.#paused = this.#parts.arena.view(key).slice();
    this.#version = version;
    return "pause";
  }

  /** Goes to another leaf, past at most so many live versions, and returns how many of them were not met; -1 if there is none. */
  #leaveLeaf(skip: number): number {
    const { tree } = this.#parts;
    return this.#isAscending
      ? tree.nextLeaf(this.#path, this.revision, skip)
      : tree.previousLeaf(this.#path, this.revision, skip);
  }
}
