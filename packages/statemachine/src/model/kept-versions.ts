import type { ModelEvent } from "./model-keys.js";

/** How many of the versions that these events made are there after a complete compaction, tombstones too. */
export function keptVersions(events: readonly ModelEvent[], compactRevision: number): number {
  const byKey = new Map<string, ModelEvent[]>();
  for (const event of events) {
    const versions = byKey.get(event.key) ?? [];
    versions.push(event);
    byKey.set(event.key, versions);
  }
  let count = 0;
  for (const versions of byKey.values()) {
    const newest = versions.findLast(({ mod }) => mod <= compactRevision);
    const isGone = newest?.isDelete === true && newest.mod < compactRevision;
    count += versions.filter(
      ({ mod }) => newest === undefined || mod > newest.mod || (mod === newest.mod && !isGone),
    ).length;
  }
  return count;
}
