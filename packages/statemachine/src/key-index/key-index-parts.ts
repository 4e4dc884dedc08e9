import type { KeyArena } from "./key-arena.js";
import type { KeyTree } from "./key-tree.js";
import type { RevisionList } from "./revision-list.js";
import type { VersionPool } from "./version-pool.js";

/** What an index is made of, for those who walk it. */
export interface KeyIndexParts {
  readonly versions: VersionPool;
  readonly arena: KeyArena;
  readonly tree: KeyTree;
  readonly list: RevisionList;
  readonly compaction: { readonly revision: number };
}
