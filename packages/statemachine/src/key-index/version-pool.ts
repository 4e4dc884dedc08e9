import { assert } from "../assert.js";
import { PagePool } from "./page-pool.js";

/** Names a version for as long as it is kept; 0 is none. */
export type VersionId = number;

/** What is told of a version when it enters the index. The object may be used again: its fields are copied. */
export interface NewVersion {
  /** The revision that made it, and its number among the changes of that revision. */
  mod: number;
  sub: number;
  create: number;
  version: number;
  /** A small number that stands for the lease; 0 is none. */
  lease: number;
  place: number;
  /** Of key and value together. */
  bytes: number;
  isTombstone: boolean;
  /** What it adds to the hash of the state. */
  hashHigh: number;
  hashLow: number;
}

/** What a version weighs beside its key and value: about what its record and its place here take. */
export const VERSION_BYTES = 128;

/** A version is one line of the processor's cache. */
const VERSION_WORDS = 16;

/** Numbers that pass 2^32 come first, as floats. */
const MOD = 0;
const CREATE = 1;
const VERSION = 2;
const PLACE = 3;

/** The words behind them. */
const SUB = 8;
const LEASE = 9;
const BYTES = 10;
const PREVIOUS = 11;
const NEXT = 12;
const KEY = 13;
const HASH_HIGH = 14;
const HASH_LOW = 15;

/** Shares a word with the sub revision. */
const TOMBSTONE = 2 ** 31;

/** The newest version of a key has the oldest where others have a newer one, and this besides. */
const NEWEST = 2 ** 31;

/** All versions of all keys, each linked with the older and the newer one of its key. */
export class VersionPool {
  readonly #pages = new PagePool(VERSION_WORDS);

  get size(): number {
    return this.#pages.used;
  }

  get memory(): number {
    return this.#pages.bytes;
  }

  /** To be asked before anything is changed. */
  assertFits(fields: NewVersion): void {
    assert(fields.mod >= 0 && fields.mod <= Number.MAX_SAFE_INTEGER, "a revision is a safe integer", fields.mod);
    assert(fields.sub >= 0 && fields.sub < TOMBSTONE, "a sub revision has 31 bits", fields.sub);
    assert(fields.lease >= 0 && fields.lease < 2 ** 32, "a lease's number has 32 bits", fields.lease);
    assert(fields.bytes >= 0 && fields.bytes < 2 ** 32, "a version's size has 32 bits", fields.bytes);
  }

  take(key: number, fields: NewVersion): VersionId {
    const id = this.#pages.take();
    const { words, floats } = this.#pages.chunk(id);
    const at = this.#pages.at(id);
    const half = at >>> 1;
    floats[half + MOD] = fields.mod;
    floats[half + CREATE] = fields.create;
    floats[half + VERSION] = fields.version;
    floats[half + PLACE] = fields.place;
    words[at + SUB] = fields.isTombstone ? fields.sub + TOMBSTONE : fields.sub;
    words[at + LEASE] = fields.lease;
    words[at + BYTES] = fields.bytes;
    words[at + PREVIOUS] = 0;
    words[at + NEXT] = 0;
    words[at + KEY] = key;
    words[at + HASH_HIGH] = fields.hashHigh;
    words[at + HASH_LOW] = fields.hashLow;
    return id;
  }

  give(id: VersionId): void {
    this.#pages.give(id);
  }

  /** Makes a version the newest of its key, behind the one that was, if there was one. */
  follow(previous: VersionId, id: VersionId): void {
    this.setOldest(id, previous === 0 ? id : this.oldest(previous));
    if (previous !== 0) this.link(previous, id);
  }

  /** Makes two versions of a key neighbours. */
  link(older: VersionId, newer: VersionId): void {
    this.#setWord(older, NEXT, newer);
    this.#setWord(newer, PREVIOUS, older);
  }

  /** Makes a version the oldest of its key. */
  setOldest(newest: VersionId, oldest: VersionId): void {
    this.#setWord(newest, NEXT, NEWEST + oldest);
    this.#setWord(oldest, PREVIOUS, 0);
  }

  /** The oldest version of a key, of which this is the newest. */
  oldest(newest: VersionId): VersionId {
    return this.#word(newest, NEXT) - NEWEST;
  }

  modOf(id: VersionId): number {
    return this.#float(id, MOD);
  }

  /** Whether it is there, and of exactly this revision. */
  isOf(id: VersionId, mod: number, sub: number): boolean {
    return id !== 0 && this.modOf(id) === mod && this.subOf(id) === sub;
  }

  createOf(id: VersionId): number {
    return this.#float(id, CREATE);
  }

  versionOf(id: VersionId): number {
    return this.#float(id, VERSION);
  }

  placeOf(id: VersionId): number {
    return this.#float(id, PLACE);
  }

  /** If this is a key's newest version: the last revision at which the key began or ceased to be live. */
  turnOf(id: VersionId): number {
    return this.#float(id, this.isTombstone(id) ? MOD : CREATE);
  }

  setPlace(id: VersionId, place: number): void {
    this.#pages.chunk(id).floats[(this.#pages.at(id) >>> 1) + PLACE] = place;
  }

  subOf(id: VersionId): number {
    const word = this.#word(id, SUB);
    return word >= TOMBSTONE ? word - TOMBSTONE : word;
  }

  isTombstone(id: VersionId): boolean {
    return this.#word(id, SUB) >= TOMBSTONE;
  }

  leaseOf(id: VersionId): number {
    return this.#word(id, LEASE);
  }

  bytesOf(id: VersionId): number {
    return this.#word(id, BYTES);
  }

  weightOf(id: VersionId): number {
    return this.bytesOf(id) + VERSION_BYTES;
  }

  /** What no reader sees from this version's revision on: the one before it, and itself if it is a tombstone. */
  hiddenBy(id: VersionId): number {
    const previous = this.previous(id);
    const isHiding = previous !== 0 && !this.isTombstone(previous);
    return (isHiding ? this.weightOf(previous) : 0) + (this.isTombstone(id) ? this.weightOf(id) : 0);
  }

  previous(id: VersionId): VersionId {
    return this.#word(id, PREVIOUS);
  }

  next(id: VersionId): VersionId {
    const word = this.#word(id, NEXT);
    return word >= NEWEST ? 0 : word;
  }

  /** The key's number in the arena. */
  keyOf(id: VersionId): number {
    return this.#word(id, KEY);
  }

  hashHighOf(id: VersionId): number {
    return this.#word(id, HASH_HIGH);
  }

  hashLowOf(id: VersionId): number {
    return this.#word(id, HASH_LOW);
  }

  /** The newest of these and all older versions that is not newer than the revision; 0 if all are. */
  notAfter(id: VersionId, revision: number): VersionId {
    let version = id;
    while (version !== 0 && this.modOf(version) > revision) version = this.previous(version);
    return version;
  }

  /** Of a key's versions from this one to older ones: the one that a reader at the revision sees, 0 if it sees none. */
  liveAt(id: VersionId, revision: number): VersionId {
    const version = this.notAfter(id, revision);
    return version === 0 || this.isTombstone(version) ? 0 : version;
  }

  #float(id: VersionId, field: number): number {
    return this.#pages.chunk(id).floats[(this.#pages.at(id) >>> 1) + field] ?? 0;
  }

  #word(id: VersionId, field: number): number {
    return this.#pages.chunk(id).words[this.#pages.at(id) + field] ?? 0;
  }

  #setWord(id: VersionId, field: number, value: number): void {
    this.#pages.chunk(id).words[this.#pages.at(id) + field] = value;
  }
}
