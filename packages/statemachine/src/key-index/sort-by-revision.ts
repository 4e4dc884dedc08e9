import type { VersionId, VersionPool } from "./version-pool.js";

/** So many versions are sorted, or moved, between two pauses. */
export const AT_ONCE = 2 ** 13;

type Revisions = Pick<VersionPool, "modOf" | "subOf">;

/** Some versions behind each other that are in order. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/**
 * Sorts by (mod, sub), and pauses wherever it yields. What is in order already is taken as it is: versions that come from a few
 * places, in the order of each, are merged a few times and no more.
 */
export function* sortByRevision(ids: Uint32Array, versions: Revisions): Generator<undefined, void> {
  let runs = yield* runsOf(ids, versions);
  let source = ids;
  let target: Uint32Array = new Uint32Array(ids.length);
  while (runs.length > 1) {
    const merged: Run[] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const left = runs[i] ?? { from: 0, to: 0 };
      const right = runs[i + 1] ?? { from: left.to, to: left.to };
      yield* merge(source, target, left, right, versions);
      merged.push({ from: left.from, to: right.to });
    }
    runs = merged;
    [source, target] = [target, source];
  }
  if (source !== ids) yield* copy(source, ids);
}

/** Sorts piece by piece, and gives what is in order then. */
function* runsOf(ids: Uint32Array, versions: Revisions): Generator<undefined, Run[]> {
  const runs: Run[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, ids.length);
    sortPiece(ids.subarray(from, to), versions);
    const last = runs.at(-1);
    const goesOn = last !== undefined && isBefore(ids[from - 1] ?? 0, ids[from] ?? 0, versions);
    if (goesOn) runs[runs.length - 1] = { from: last.from, to };
    else runs.push({ from, to });
    yield;
  }
  return runs;
}

function* merge(
  source: Uint32Array,
  target: Uint32Array,
  left: Run,
  right: Run,
  versions: Revisions,
): Generator<undefined, void> {
  let [next, other] = [left.from, right.from];
  for (let at = left.from; at < right.to; at++) {
    const takesLeft =
      other === right.to || (next < left.to && !isBefore(source[other] ?? 0, source[next] ?? 0, versions));
    target[at] = source[takesLeft ? next++ : other++] ?? 0;
    if (at % AT_ONCE === AT_ONCE - 1) yield;
  }
}

function* copy(source: Uint32Array, target: Uint32Array): Generator<undefined, void> {
  for (let from = 0; from < source.length; from += AT_ONCE) {
    target.set(source.subarray(from, from + AT_ONCE), from);
    yield;
  }
}

/**
 * Numbers are sorted much faster than by a function that compares, so the revisions are sorted alone; each version then
 * finds its place among them.
 */
function sortPiece(ids: Uint32Array, versions: Revisions): void {
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

function isSorted(ids: Uint32Array, versions: Revisions): boolean {
  for (let i = 1; i < ids.length; i++) if (isBefore(ids[i] ?? 0, ids[i - 1] ?? 0, versions)) return false;
  return true;
}

function isBefore(a: VersionId, b: VersionId, versions: Revisions): boolean {
  const [first, second] = [versions.modOf(a), versions.modOf(b)];
  return first < second || (first === second && versions.subOf(a) < versions.subOf(b));
}

function sortBySub(ids: Uint32Array, versions: Revisions): void {
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
