import type { VersionId, VersionPool } from "./version-pool.js";

/**
 * Sorts by (mod, sub). Numbers are sorted much faster than by a function that compares, so the revisions are sorted
 * alone; each version then finds its place among them.
 */
export function sortByRevision(ids: Uint32Array, versions: VersionPool): void {
  if (isSorted(ids, versions)) return;
  const unsorted = ids.slice();
  const mods = Float64Array.from(unsorted, (id) => versions.modOf(id)).sort();
  /** How many versions of a revision have found their place, noted where the revision begins. */
  const placed = new Uint32Array(ids.length);
  for (const id of unsorted) {
    const start = lowerBound(mods, versions.modOf(id));
    const rank = placed[start] ?? 0;
    ids[start + rank] = id;
    placed[start] = rank + 1;
  }
  for (let start = 0; start < ids.length; start += placed[start] ?? 0) {
    const count = placed[start] ?? 0;
    if (count > 1) sortBySub(ids.subarray(start, start + count), versions);
  }
}

function isSorted(ids: Uint32Array, versions: VersionPool): boolean {
  let lastMod = -1;
  let lastSub = 0;
  for (const id of ids) {
    const mod = versions.modOf(id);
    const sub = versions.subOf(id);
    if (mod < lastMod || (mod === lastMod && sub < lastSub)) return false;
    lastMod = mod;
    lastSub = sub;
  }
  return true;
}

function sortBySub(ids: Uint32Array, versions: VersionPool): void {
  ids.sort((a: VersionId, b: VersionId) => versions.subOf(a) - versions.subOf(b));
}

function lowerBound(sorted: Float64Array, wanted: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
