import type { KeyIndexParts } from "./key-index-parts.js";
import type { TreePath } from "./tree-path.js";

/**
 * How many more keys were live at a revision than are now, from the path to before `end`. Only leaves with something
 * newer than the revision are looked at.
 */
export function countChange(
  parts: KeyIndexParts,
  path: TreePath,
  end: Uint8Array | undefined,
  revision: number,
): number {
  const { versions, arena, tree } = parts;
  if (tree.newest <= revision) return 0;
  let change = 0;
  do {
    for (; path.index < tree.entriesIn(path); path.index++) {
      const key = tree.keyAt(path);
      const latest = arena.latestOf(key);
      if (versions.modOf(latest) <= revision) continue;
      if (end !== undefined && arena.compareBytes(key, end) >= 0) return change;
      change += Number(versions.liveAt(latest, revision) !== 0) - Number(tree.isLive(path));
    }
  } while (tree.nextLeaf(path, revision, Infinity) >= 0);
  return change;
}
