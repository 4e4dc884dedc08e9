import { assert } from "../assert.js";
import { sortByRevision } from "./sort-by-revision.js";
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
  #lastMod = -1;
  #lastSub = 0;
  #isInOrder = true;

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

  /** The revision of the version that was added last. */
  get newest(): number {
    return this.#lastMod;
  }

  /** Whether a version of this revision comes after all others. */
  isLast(mod: number, sub: number): boolean {
    return mod > this.#lastMod || (mod === this.#lastMod && sub > this.#lastSub);
  }

  /** Adds a version that comes after all others, or leaves the order to `sort`. */
  append(version: VersionId): void {
    const chunk = Math.floor(this.#end / CHUNK_LENGTH) - this.#firstChunk();
    if (chunk === this.#chunks.length) this.#chunks.push(new Uint32Array(CHUNK_LENGTH));
    this.#end++;
    this.#set(this.#end - 1, version);
    const [mod, sub] = [this.#versions.modOf(version), this.#versions.subOf(version)];
    if (!this.isLast(mod, sub)) this.#isInOrder = false;
    this.#lastMod = mod;
    this.#lastSub = sub;
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

  /** Puts in order what was appended in none, and pauses wherever it yields. */
  *sort(): Generator<undefined, void> {
    if (this.#isInOrder) return;
    const count = this.#end - this.#start;
    const sorted = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      sorted[i] = this.at(this.#start + i);
      if (i % CHUNK_LENGTH === 0) yield;
    }
    yield* sortByRevision(sorted, this.#versions);
    for (let i = 0; i < count; i++) {
      this.#set(this.#start + i, sorted[i] ?? 0);
      if (i % CHUNK_LENGTH === 0) yield;
    }
    const last = sorted[count - 1] ?? 0;
    this.#lastMod = this.#versions.modOf(last);
    this.#lastSub = this.#versions.subOf(last);
    this.#isInOrder = true;
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
