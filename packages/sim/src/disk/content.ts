import type { SeededRandom } from "../random.js";
import { Pages } from "./pages.js";
import { PAGE_BYTES, SECTOR_BYTES, visitSectors } from "./sector.js";

/** What changed in a file between two calls of `sync`: what was there before, as far as it may still be on the medium. */
export interface Unsynced {
  /** By sector, in the order in which they were first written; undefined stands for zeros. */
  readonly before: Map<number, Uint8Array | undefined>;
  /** Undefined where the size is beyond doubt. */
  sizeBefore: number | undefined;
  /** It may have become again what it was before; it was written anew all the same. */
  hasNewSize: boolean;
  hasFailed: boolean;
}

/** What a crash did to the unsynced changes of a file. */
export interface CrashOutcome {
  readonly lost: number;
  readonly kept: number;
  /** A sector is there that was written later than one that is lost. */
  readonly isReordered: boolean;
  readonly isSizeLost: boolean;
}

export interface Extent {
  readonly position: number;
  readonly length: number;
}

const SPARE_MOST = 256;

/**
 * The bytes and the size of a file, as reads see them, and beside them all that a crash may bring back: for each sector
 * that is not durable, the versions that the medium may hold instead of the newest. There is at most one for each sync
 * that is under way or has failed, and one older, so that memory does not grow with the number of writes.
 */
export class Content {
  readonly #pages = new Pages();
  readonly #random: SeededRandom;
  #size = 0;
  #current: Unsynced = unsyncedFrom(0);
  /**
   * What syncs are to make durable that are under way, and what failed ones left behind, the oldest first. What has
   * failed no later sync makes durable, unless it is written anew.
   */
  #history: Unsynced[] = [];
  readonly #spare: Uint8Array[] = [];

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  get size(): number {
    return this.#size;
  }

  /** How much space it takes. */
  get bytes(): number {
    return this.#pages.bytes;
  }

  /** What a sync that begins now has to move. */
  get unsyncedBytes(): number {
    return this.#current.before.size * SECTOR_BYTES;
  }

  read(position: number, target: Uint8Array): number {
    const length = Math.max(0, Math.min(target.length, this.#size - position));
    this.#pages.read(position, target.subarray(0, length));
    return length;
  }

  /** How many bytes of a write would find room. */
  fitting(position: number, length: number, room: number): number {
    return this.#pages.fitting(position, position + length, room) - position;
  }

  /** Writes the chunks one behind the other; a sector that two of them share changes once. */
  write(position: number, chunks: readonly Uint8Array[], writeBackPerMille: number): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (length === 0) return;
    visitSectors(position, position + length, (sector) => this.#touch(sector, writeBackPerMille));
    let end = position;
    for (const chunk of chunks) {
      this.#pages.write(end, chunk);
      end += chunk.length;
    }
    if (end > this.#size) this.#resize(end);
  }

  /** False, and nothing done, if there is no room. */
  allocate(size: number, room: number): boolean {
    if (size <= this.#size) return true;
    if (size - this.#size > room + this.bytes || this.#pages.missingBytes(this.#size, size) > room) return false;
    this.#pages.reserve(this.#size, size);
    this.#resize(size);
    return true;
  }

  truncate(size: number): void {
    for (const page of this.#pages.positions(size)) {
      visitSectors(Math.max(page, size), Math.min(page + PAGE_BYTES, this.#size), (sector) => this.#touch(sector, 0));
    }
    this.#pages.cut(size);
    if (size !== this.#size) this.#resize(size);
  }

  // --- Becoming durable.

  /** From here on, changes are for the next sync. */
  beginSync(): Unsynced {
    const begun = this.#current;
    this.#history.push(begun);
    this.#current = unsyncedFrom(this.#size);
    return begun;
  }

  /** Everything that was changed before that sync began is durable, but for what failed syncs left behind. */
  endSync(begun: Unsynced): void {
    // A later sync may have taken this one along.
    const end = this.#history.indexOf(begun) + 1;
    const covered = this.#history.splice(0, end);
    this.#history.unshift(...covered.filter(({ hasFailed }) => hasFailed));
    covered.forEach((synced, position) => {
      if (synced.hasFailed) return;
      for (const older of covered.slice(0, position)) renew(older, synced);
      this.#recycle(synced);
    });
  }

  /** The sync failed: what it was to make durable is still read, but nothing is known of it. */
  failSync(begun: Unsynced): void {
    begun.hasFailed = true;
    this.#history = joinFailed(this.#history);
  }

  #resize(size: number): void {
    this.#size = size;
    this.#current.hasNewSize = true;
  }

  #touch(sector: number, writeBackPerMille: number): void {
    const { before } = this.#current;
    if (!before.has(sector)) {
      before.set(sector, this.#copy(sector, undefined));
    } else if (writeBackPerMille > 0 && this.#random.chance(writeBackPerMille, 1000)) {
      before.set(sector, this.#copy(sector, before.get(sector)));
    }
  }

  #copy(sector: number, into: Uint8Array | undefined): Uint8Array | undefined {
    const position = sector * SECTOR_BYTES;
    if (this.#pages.isUntouched(position)) return undefined;
    const copy = into ?? this.#spare.pop() ?? new Uint8Array(SECTOR_BYTES);
    this.#pages.read(position, copy);
    return copy;
  }

  /** Making a buffer costs more than filling it. */
  #recycle({ before }: Unsynced): void {
    for (const copy of before.values()) {
      if (this.#spare.length === SPARE_MOST) return;
      if (copy !== undefined) this.#spare.push(copy);
    }
  }

  // --- Crashing.

  /** The process is gone, the machine is not: all is as it was, except for what failed syncs have left in doubt. */
  processCrash(): CrashOutcome {
    const failed = this.#history.filter(({ hasFailed }) => hasFailed);
    const pending = [...this.#history.filter(({ hasFailed }) => !hasFailed), this.#current];
    const isPending = (sector: number): boolean => pending.some(({ before }) => before.has(sector));
    const doubtful = sectorsOf(failed).filter((sector) => !isPending(sector));
    // What failed before a sector was written once more is what the medium may still hold of it.
    const before = new Map<number, Uint8Array | undefined>();
    for (const sector of sectorsOf(pending)) before.set(sector, this.#versions(sector)[0]);
    const outcome = this.#resolve(doubtful, sizesOf(failed));
    this.#history = [];
    const hasNewSize = pending.some((unsynced) => unsynced.hasNewSize);
    this.#current = { ...unsyncedFrom(this.#size), before, sizeBefore: sizesOf(pending)[0], hasNewSize };
    return outcome;
  }

  /** The power is gone: of everything that is not durable, any part may be there. What is there is durable. */
  powerCrash(): CrashOutcome {
    const all = [...this.#history, this.#current];
    const outcome = this.#resolve(sectorsOf(all), sizesOf(all));
    this.#history = [];
    this.#current = unsyncedFrom(this.#size);
    return outcome;
  }

  /** Draws for each of the sectors, and for the size, which version the medium holds. */
  #resolve(sectors: readonly number[], sizes: readonly number[]): CrashOutcome {
    // All, none, and everything between: each is likely enough to be met.
    const survival = this.#random.pick([0, 1, 4, 7, 8]);
    let [lost, kept, isReordered] = [0, 0, false];
    for (const sector of sectors) {
      if (this.#random.chance(survival, 8)) {
        kept++;
        isReordered ||= lost > 0;
      } else {
        lost++;
        const versions = this.#versions(sector);
        this.#pages.restore(sector * SECTOR_BYTES, SECTOR_BYTES, versions[this.#random.below(versions.length)]);
      }
    }
    const before = this.#size;
    this.#size = this.#drawSize(sizes, survival);
    this.#pages.cut(this.#size);
    return { lost, kept, isReordered, isSizeLost: this.#size < before };
  }

  /** What the medium may hold instead of the newest, the oldest first. */
  #versions(sector: number): readonly (Uint8Array | undefined)[] {
    const holders = [...this.#history, this.#current].filter(({ before }) => before.has(sector));
    return holders.map(({ before }) => before.get(sector));
  }

  /** One that the file had, or one on the way to what it has now: a file grows on the medium as its blocks are written. */
  #drawSize(sizes: readonly number[], survival: number): number {
    if (sizes.length === 0 || this.#random.chance(survival, 8)) return this.#size;
    const old = this.#random.pick(sizes);
    const steps = Math.ceil((this.#size - old) / SECTOR_BYTES);
    if (steps <= 1 || this.#random.chance(1, 2)) return old;
    return (Math.floor(old / SECTOR_BYTES) + 1 + this.#random.below(Math.min(steps - 1, 2 ** 31))) * SECTOR_BYTES;
  }

  // --- Damage.

  /** Flips one bit in every sector of the range that is durable and holds bytes; says in how many. */
  rot(position: number, length: number): number {
    let damaged = 0;
    const target = new Uint8Array(1);
    for (const extent of this.durableExtents()) {
      const from = Math.max(position, extent.position);
      const to = Math.min(position + length, extent.position + extent.length);
      visitSectors(from, to, (_, start, end) => {
        const at = this.#random.between(start, end - 1);
        this.#pages.read(at, target);
        target[0] = (target[0] ?? 0) ^ (1 << this.#random.below(8));
        this.#pages.write(at, target);
        damaged++;
      });
    }
    return damaged;
  }

  /** Where bytes are durable, and no unsynced change is above them. */
  durableExtents(): readonly Extent[] {
    const unsynced = new Set(sectorsOf([...this.#history, this.#current]));
    const extents: Extent[] = [];
    for (const page of this.#pages.positions(0)) {
      visitSectors(page, Math.min(page + PAGE_BYTES, this.#size), (sector, from, to) => {
        if (unsynced.has(sector)) return;
        const last = extents.at(-1);
        if (last !== undefined && last.position + last.length === from) {
          extents[extents.length - 1] = { position: last.position, length: to - last.position };
        } else {
          extents.push({ position: from, length: to - from });
        }
      });
    }
    return extents;
  }
}

function unsyncedFrom(size: number): Unsynced {
  return { before: new Map(), sizeBefore: size, hasNewSize: false, hasFailed: false };
}

/** What is durable by a later sync is no longer in doubt. */
function renew(older: Unsynced, synced: Unsynced): void {
  if (!older.hasFailed) return;
  for (const sector of synced.before.keys()) older.before.delete(sector);
  if (synced.hasNewSize) older.sizeBefore = undefined;
}

/** Failed syncs that follow each other left one piece of doubt. */
function joinFailed(history: readonly Unsynced[]): Unsynced[] {
  const joined: Unsynced[] = [];
  for (const unsynced of history) {
    const last = joined.at(-1);
    if (last === undefined || !last.hasFailed || !unsynced.hasFailed) {
      joined.push(unsynced);
      continue;
    }
    for (const [sector, bytes] of unsynced.before) {
      if (!last.before.has(sector)) last.before.set(sector, bytes);
    }
    last.sizeBefore ??= unsynced.sizeBefore;
    last.hasNewSize ||= unsynced.hasNewSize;
  }
  return joined;
}

function sectorsOf(history: readonly Unsynced[]): readonly number[] {
  const sectors = new Set<number>();
  for (const { before } of history) {
    for (const sector of before.keys()) sectors.add(sector);
  }
  return [...sectors];
}

function sizesOf(history: readonly Unsynced[]): readonly number[] {
  return history.map(({ sizeBefore }) => sizeBefore).filter((size) => size !== undefined);
}
