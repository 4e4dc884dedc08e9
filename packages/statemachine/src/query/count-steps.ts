import type { VersionId } from "../key-index/key-index.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { SCAN_STEPS } from "../keyspace/limits.js";
import type { KeyRange } from "../range/key-range.js";
import type { Steps } from "./steps.js";

/** How many keys of the range are live at a revision that is pinned: those that are live now, corrected by what has changed since. */
export function* countSteps(keyspace: Keyspace, { first, end }: KeyRange, revision: number): Steps<number> {
  const { index, revision: now } = keyspace;
  let count = index.count(first, end, now);
  if (revision === now) return count;
  const changes = index.changes(first, end, revision);
  for (let passed = 1, id = changes.next(); id !== 0; id = changes.next(), passed++) {
    count += liveAt(keyspace, id, revision) - liveAt(keyspace, id, now);
    if (passed % SCAN_STEPS === 0) yield;
  }
  return count;
}

/** 1 if the key with this newest version is live at the revision, 0 if it is not. */
function liveAt({ index }: Keyspace, newest: VersionId, revision: number): number {
  let id = newest;
  while (id !== 0 && index.modOf(id) > revision) id = index.previous(id);
  return id === 0 || index.isTombstone(id) ? 0 : 1;
}
