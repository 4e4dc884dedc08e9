import type { EngineOwner, Place } from "../engine/engine.js";
import { need, type Script } from "../script.js";
import { BloomFilter } from "./bloom-filter.js";
import type { DataFile } from "./data-file.js";
import { HEADER_BYTES } from "./file-header.js";
import { type IdentityOf, keyHash } from "./key-hash.js";
import { walkRecords } from "./walk.js";

/** What a merge needs of the engine around it. */
export interface MergeWorld {
  placeOf(file: DataFile, offset: number): Place;
  createFile(): DataFile;
  /** The files whose records are older than those of this one. */
  olderThan(file: DataFile): readonly DataFile[];
  readonly identityOf: IdentityOf | undefined;
  /** Something else needs the records where they are. */
  isHeldUp(): boolean;
}

/**
 * Copies what is live of some files, one behind the other, into a new one that is to stand in their stead. Until it does,
 * they stay as they are: a crash forgets the copy.
 */
export class Merge {
  readonly inputs: readonly DataFile[];
  readonly output: DataFile;
  readonly #world: MergeWorld;
  /** The keys of what was copied with a value. It may have died since. */
  readonly #copied: BloomFilter;
  /** How far it is. */
  #input = 0;
  #offset = HEADER_BYTES;

  constructor(inputs: readonly DataFile[], world: MergeWorld) {
    this.inputs = inputs;
    this.output = world.createFile();
    this.#world = world;
    this.#copied = new BloomFilter(inputs.reduce((sum, { records, discarded }) => sum + records - discarded, 0));
  }

  get isComplete(): boolean {
    return this.#input === this.inputs.length;
  }

  /** What is not copied yet: from an offset of the first of these on. */
  get rest(): { readonly files: readonly DataFile[]; readonly offset: number } {
    return { files: this.inputs.slice(this.#input), offset: this.#offset };
  }

  /** Looks at about so many bytes; says at how many. */
  *step(owner: EngineOwner, bytes: number): Script<number> {
    let left = bytes;
    while (left > 0 && !this.#world.isHeldUp()) {
      const input = this.inputs[this.#input];
      if (input === undefined) break;
      const until = Math.min(input.size, this.#offset + left);
      // A walk ends with a whole record, at or behind the bytes asked for.
      yield* walkRecords(input, this.#offset, input.size, (record, offset, size) => {
        if (this.#world.isHeldUp()) return false;
        this.#take(owner, input, offset, record);
        this.#offset = offset + size;
        left -= size;
        return this.#offset < until;
      });
      if (this.#offset < input.size) continue;
      this.#input++;
      this.#offset = HEADER_BYTES;
    }
    yield* need((done) => this.output.flush(done));
    return bytes - left;
  }

  #take(
    owner: EngineOwner,
    input: DataFile,
    offset: number,
    record: Parameters<Parameters<typeof walkRecords>[3]>[0],
  ): void {
    const { key, value, isTombstone, timestamp } = record;
    const from = this.#world.placeOf(input, offset);
    const isLive = owner.isLive(key, from);
    if (!isLive && !isTombstone) return;
    const isStuck = !isLive && this.#mayBeOlder(key);
    const hash = keyHash(key, this.#world.identityOf);
    if (!isLive && !isStuck && !this.#copied.mayHold(hash)) return;
    if (isLive && !isTombstone) this.#copied.add(hash);
    const to = this.#world.placeOf(this.output, this.output.append(timestamp, key, isTombstone ? undefined : value));
    if (isLive) {
      // It now counts where it went.
      input.discarded++;
      owner.moved(key, from, to);
    } else {
      this.output.discarded++;
      // With what has died in the output since it was copied, a later merge drops the tombstone, too.
      if (isStuck) this.output.stuck++;
    }
  }

  /** Whether a file of older records may still hold the key that a tombstone has ended. */
  #mayBeOlder(key: Uint8Array): boolean {
    const [first] = this.inputs;
    return first !== undefined && this.#world.olderThan(first).some(({ filter }) => filter?.mayHold(key) ?? true);
  }
}
