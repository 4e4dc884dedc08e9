import { assert } from "../assert.js";
import type { VersionId, VersionPool } from "./version-pool.js";

const CHUNK_LENGTH = 2 ** 14;

/** So many versions have one sum. */
const STRIDE = 64;

interface Chunk {
  readonly versions: Uint32Array;
  /** Before every so many of these: bytes that all versions up to there hide, those that are not listed any more as well. */
  readonly hidden: Float64Array;
}

const CHUNK_BYTES = 4 * CHUNK_LENGTH + (8 * CHUNK_LENGTH) / STRIDE;

/**
 * The versions that compaction has not passed, in the order of their revisions. A version keeps its position as long as
 * it is listed; positions only grow.
 */
export class RevisionList {
  readonly #versions: VersionPool;
  readonly #chunks: Chunk[] = [];
  #start = 0;
  #end = 0;
  #addedBytes = 0;
  #hiddenBytes = 0;
  #lastMod = -1;
  #lastSub = 0;

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
    return this.#chunks.length * CHUNK_BYTES;
  }

  /** The revision of the version that was added last. */
  get newest(): number {
    return this.#lastMod;
  }

  /** Of all versions that were ever added. */
  get addedBytes(): number {
    return this.#addedBytes;
  }

  /** Of these, of the versions that no reader at the revision or a later one sees, whether they are removed or not. */
  hiddenBytes(revision: number): number {
    const from = this.search(revision + 1);
    const to = Math.min(this.#end, from + STRIDE - (from % STRIDE));
    let bytes = to === this.#end ? this.#hiddenBytes : this.#hiddenBefore(to);
    // What newer versions hide is all there still.
    for (let position = from; position < to; position++) bytes -= this.#versions.hiddenBy(this.at(position));
    return bytes;
  }

  /** Whether a version of this revision comes after all others. */
  isLast(mod: number, sub: number): boolean {
    return mod > this.#lastMod || (mod === this.#lastMod && sub > this.#lastSub);
  }

  /** Adds a version that comes after all others. It is linked with the others of its key already. */
  append(version: VersionId): void {
    const chunk = Math.floor(this.#end / CHUNK_LENGTH) - this.#firstChunk();
    if (chunk === this.#chunks.length) {
      this.#chunks.push({ versions: new Uint32Array(CHUNK_LENGTH), hidden: new Float64Array(CHUNK_LENGTH / STRIDE) });
    }
    this.#end++;
    this.#set(this.#end - 1, version);
    this.#addedBytes += this.#versions.weightOf(version);
    const [mod, sub] = [this.#versions.modOf(version), this.#versions.subOf(version)];
    this.#lastMod = mod;
    this.#lastSub = sub;
  }

  at(position: number): VersionId {
    const chunk = this.#chunks[Math.floor(position / CHUNK_LENGTH) - this.#firstChunk()];
    return chunk?.versions[position % CHUNK_LENGTH] ?? 0;
  }

  /** The first position whose version is not older than the revision. */
  search(mod: number, sub = 0): number {
    let from = this.#start;
    let to = this.#end;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (this.#isOlder(this.at(middle), mod, sub)) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The version of exactly this revision, 0 if it is not listed. */
  find(mod: number, sub: number): VersionId {
    const id = this.at(this.search(mod, sub));
    return this.#versions.isOf(id, mod, sub) ? id : 0;
  }

  /** Forgets the first one. */
  shift(): void {
    this.#start++;
    if (this.#start % CHUNK_LENGTH === 0) this.#chunks.shift();
  }

  #isOlder(id: VersionId, mod: number, sub: number): boolean {
    const its = this.#versions.modOf(id);
    return its < mod || (its === mod && this.#versions.subOf(id) < sub);
  }

  /** Behind all that are set before. */
  #set(position: number, version: VersionId): void {
    const { versions, hidden } = this.#chunkOf(position);
    versions[position % CHUNK_LENGTH] = version;
    if (position % STRIDE === 0) hidden[(position % CHUNK_LENGTH) / STRIDE] = this.#hiddenBytes;
    this.#hiddenBytes += this.#versions.hiddenBy(version);
  }

  /** Of a position at which a stride begins. */
  #hiddenBefore(position: number): number {
    return this.#chunkOf(position).hidden[(position % CHUNK_LENGTH) / STRIDE] ?? 0;
  }

  #chunkOf(position: number): Chunk {
    const chunk = this.#chunks[Math.floor(position / CHUNK_LENGTH) - this.#firstChunk()];
    assert(chunk !== undefined, "a position is listed", position);
    return chunk;
  }

  #firstChunk(): number {
    return Math.floor(this.#start / CHUNK_LENGTH);
  }
}
