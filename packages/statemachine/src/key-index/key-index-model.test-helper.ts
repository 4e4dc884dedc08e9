import type { NewVersion } from "./key-index.js";

/** What a version weighs beside its key and value. */
const VERSION_BYTES = 128;

export interface ModelVersion extends NewVersion {
  readonly key: string;
}

/** Latin-1 letters of a key's bytes: they sort as the bytes do. */
export const lettersOf = (key: Uint8Array): string => Buffer.from(key).toString("latin1");
export const bytesOf = (letters: string): Uint8Array => new Uint8Array(Buffer.from(letters, "latin1"));

/** What an index should say, by looking at all versions every time. */
export class Model {
  versions: ModelVersion[] = [];
  compactRevision = 0;

  /** In the order of their revisions. */
  ofKey(key: string): ModelVersion[] {
    return this.versions.filter((version) => version.key === key);
  }

  find(key: string, revision: number): ModelVersion | undefined {
    return this.versions.findLast((version) => version.key === key && version.mod <= revision);
  }

  /** Of each key of the range its newest version at a revision, in the order of keys. */
  newest(first: string, end: string | undefined, revision: number): ModelVersion[] {
    const found = new Map<string, ModelVersion>();
    for (const version of this.versions) {
      if (version.mod > revision || version.key < first || (end !== undefined && version.key >= end)) continue;
      found.set(version.key, version);
    }
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  live(first: string, end: string | undefined, revision: number): ModelVersion[] {
    return this.newest(first, end, revision).filter((version) => !version.isTombstone);
  }

  /** Of the versions that a reader at the revision, or later, can come to see. */
  bytesFrom(revision: number): number {
    const seen = [...this.live("", undefined, revision), ...this.versions.filter(({ mod }) => mod > revision)];
    return seen.reduce((sum, { bytes }) => sum + bytes + VERSION_BYTES, 0);
  }

  compact(revision: number): void {
    this.compactRevision = revision;
    const newest = new Map<string, ModelVersion>();
    for (const version of this.versions) if (version.mod <= revision) newest.set(version.key, version);
    this.versions = this.versions.filter(
      (version) =>
        version.mod > revision ||
        (newest.get(version.key) === version && (!version.isTombstone || version.mod === revision)),
    );
  }
}
