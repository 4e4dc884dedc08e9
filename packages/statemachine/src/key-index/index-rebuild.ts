import { assert } from "../assert.js";
import type { KeyIndexParts } from "./key-index-parts.js";
import { KeyTable } from "./key-table.js";
import { sortKeys } from "./sort-keys.js";
import { TreePath } from "./tree-path.js";
import type { NewVersion, VersionId } from "./version-pool.js";

/** Keys that enter the tree between two pauses. */
const AT_ONCE = 2 ** 12;

/**
 * Fills an empty index with versions in the order of their revisions. Keys enter the tree at the end and in their order, which is a
 * fraction of the work of finding a place for each when it comes.
 */
export class IndexRebuild {
  readonly #parts: KeyIndexParts;
  readonly #table: KeyTable;
  #finishing: Generator<undefined, void> | undefined;

  constructor(parts: KeyIndexParts) {
    this.#parts = parts;
    this.#table = new KeyTable(parts.arena);
  }

  /** 0 if it does not come after all others, or its key has a version with this mod already. */
  insert(key: Uint8Array, fields: NewVersion): VersionId {
    const { arena, versions, list } = this.#parts;
    assert(this.#finishing === undefined, "a rebuild has not ended");
    if (!list.isLast(fields.mod, fields.sub)) return 0;
    const keyId = this.#table.findOrAdd(key);
    const previous = arena.latestOf(keyId);
    if (previous !== 0 && versions.modOf(previous) === fields.mod) return 0;
    const id = versions.take(keyId, fields);
    versions.follow(previous, id);
    arena.setLatest(keyId, id);
    list.append(id);
    return id;
  }

  /** Puts the keys in order, in slices; true once all is done. */
  finish(budget: number): boolean {
    this.#finishing ??= this.#finish();
    for (let left = budget; left > 0; left -= AT_ONCE) if (this.#finishing.next().done === true) return true;
    return false;
  }

  *#finish(): Generator<undefined, void> {
    const keys = yield* this.#table.allKeys();
    yield* sortKeys(this.#parts.arena, keys);
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      this.#addKeys(keys.subarray(from, from + AT_ONCE));
      yield;
    }
  }

  /** Adds keys at the tree's end. They are looked up in loops of their own, in which the processor waits for many at once. */
  #addKeys(keys: Uint32Array): void {
    const { arena, versions, tree } = this.#parts;
    const newest = keys.map((key) => arena.latestOf(key));
    const turns = Float64Array.from(newest, (id) => versions.turnOf(id));
    const path = new TreePath();
    for (let i = 0; i < keys.length; i++) {
      tree.seekEnd(path);
      tree.insert(path, keys[i] ?? 0, !versions.isTombstone(newest[i] ?? 0), turns[i] ?? 0);
    }
  }
}
