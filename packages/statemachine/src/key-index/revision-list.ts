import { assert } from "../assert.js";
import type { VersionId, VersionPool } from "./version-pool.js";

const CHUNK_LENGTH = 2 ** 14;

/**
 * The versions that compaction has not passed, in the order of their revisions. A version keeps its position as long as
 * it is listed; positions only grow.
 */
export class RevisionList {
  readonly #versions: VersionPool;
  readonly #chunks: Uint32Array[] = [];
  #start = 0;
  #end = 0;

  constructor(versions: VersionPool) {
    this.#versions = versions;
  }

  /** The first position that is listed, and the one behind the last. */
  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  get memory(): number {
    return this.#chunks.length * CHUNK_LENGTH * 4;
  }

  append(version: VersionId): void {
    assert(
      !this.#isBefore(version, this.#end - 1),
      "revisions are added in their order",
      this.#versions.modOf(version),
    );
    this.appendAnywhere(version);
  }

  /** Leaves the order to `sort`. */
  appendAnywhere(version: VersionId): void {
    const chunk = Math.floor(this.#end / CHUNK_LENGTH) - this.#firstChunk();
    if (chunk === this.#chunks.length) this.#chunks.push(new Uint32Array(CHUNK_LENGTH));
    this.#end++;
    this.#set(this.#end - 1, version);
  }

  at(position: number): VersionId {
    return this.#chunks[Math.floor(position / CHUNK_LENGTH) - this.#firstChunk()]?.[position % CHUNK_LENGTH] ?? 0;
  }

  /** The first position whose version is not older than the revision. */
  search(revision: number): number {
    let from = this.#start;
    let to = this.#end;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (this.#versions.modOf(this.at(middle)) < revision) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** Forgets the first one. */
  shift(): void {
    this.#start++;
    if (this.#start % CHUNK_LENGTH === 0) this.#chunks.shift();
  }

  /** Puts in order what was appended anywhere. */
  sort(): void {
    const count = this.#end - this.#start;
    let isSorted = true;
    for (let i = this.#start + 1; i < this.#end && isSorted; i++) isSorted = !this.#isBefore(this.at(i), i - 1);
    if (isSorted) return;
    const sorted = new Uint32Array(count);
    for (let i = 0; i < count; i++) sorted[i] = this.at(this.#start + i);
    const versions = this.#versions;
    sorted.sort((a, b) => versions.modOf(a) - versions.modOf(b) || versions.subOf(a) - versions.subOf(b));
    for (let i = 0; i < count; i++) this.#set(this.#start + i, sorted[i] ?? 0);
  }

  #isBefore(version: VersionId, position: number): boolean {
    if (position < this.#start) return false;
    const other = this.at(position);
    const difference = this.#versions.modOf(version) - this.#versions.modOf(other);
    return difference < 0 || (difference === 0 && this.#versions.subOf(version) < this.#versions.subOf(other));
  }

  #set(position: number, version: VersionId): void {
    const chunk = this.#chunks[Math.floor(position / CHUNK_LENGTH) - this.#firstChunk()];
    assert(chunk !== undefined, "a position is listed", position);
    chunk[position % CHUNK_LENGTH] = version;
  }

  #firstChunk(): number {
    return Math.floor(this.#start / CHUNK_LENGTH);
  }
}
