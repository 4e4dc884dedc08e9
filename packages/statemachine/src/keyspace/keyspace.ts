import type { Id } from "@keyval/api";
import type { Engine, EngineOwner, Place } from "@keyval/storage";
import { assert } from "../assert.js";
import type { Counts } from "../counts.js";
import type { Digest } from "../hash/digest.js";
import { StateHash } from "../hash/state-hash.js";
import { KeyIndex } from "../key-index/key-index.js";
import type { NewVersion, VersionId } from "../key-index/version-pool.js";
import { decodeRecord } from "../record/decode-record.js";
import { RecordEncoder } from "../record/encode-record.js";
import { RecordError } from "../record/record-error.js";
import type { VersionRecord } from "../record/version-record.js";
import type { Slices } from "../slices.js";
import { Compaction } from "./compaction.js";
import type { KeyEvent } from "./key-event.js";
import { LeaseNumbers } from "./lease-numbers.js";
import { PUT_BYTES, SLICE_SIZES, type SliceSizes } from "./limits.js";
import { Pins } from "./pins.js";
import { Values } from "./values.js";
import { VersionDigester } from "./version-digester.js";

/** Who has to know which keys end with which lease. */
export interface Attachments {
  attach(lease: Id, key: Uint8Array): void;
  detach(lease: Id, key: Uint8Array): void;
}

export interface KeyspaceOptions {
  readonly engine: Engine;
  readonly slices: Slices;
  readonly attachments: Attachments;
  /** How much of the values is kept in memory. */
  readonly cacheBytes: number;
  readonly counts: Counts;
  readonly sliceSizes?: SliceSizes;
}

const NO_VALUE = new Uint8Array(0);
/** Never added to. */
const NO_EVENTS: KeyEvent[] = [];
const FIRST_REVISION = 1;
const NOT_COMPACTED = -1;

/**
 * All kept versions of all keys: an index of them in memory, their records in an engine. Commands change it between
 * `begin` and `end`, under one revision; none of that can fail. Whatever is visible at a revision that is pinned, or not
 * compacted, stays as it is.
 */
export class Keyspace implements EngineOwner {
  readonly index = new KeyIndex();
  readonly values: Values;
  readonly pins: Pins;
  readonly compaction: Compaction;
  readonly counts: Counts;
  readonly sliceSizes: SliceSizes;
  readonly #engine: Engine;
  readonly #attachments: Attachments;
  readonly #leases = new LeaseNumbers();
  readonly #encoder = new RecordEncoder();
  readonly #digester = new VersionDigester();
  readonly #hash = new StateHash();
  #revision = FIRST_REVISION;
  #compactRevision = NOT_COMPACTED;
  /** Of the versions that compaction has made unreadable, with those that are removed. */
  #hiddenBytes = 0;
  /** Of the command that is being applied. */
  #mod = FIRST_REVISION;
  #events = NO_EVENTS;
  /** Used again for every version, so that a put makes no garbage of its own. */
  readonly #record: VersionRecord = emptyRecord();
  readonly #entry: NewVersion = emptyEntry();
  readonly #digest = { high: 0, low: 0 };

  constructor({ engine, slices, attachments, cacheBytes, counts, sliceSizes = SLICE_SIZES }: KeyspaceOptions) {
    this.counts = counts;
    this.sliceSizes = sliceSizes;
    this.#engine = engine;
    this.#attachments = attachments;
    this.values = new Values(engine, cacheBytes);
    this.compaction = new Compaction(this.index, slices, sliceSizes.compact, this.#removing);
    this.pins = new Pins(() => this.#compact());
  }

  /** Keys that are live. */
  get size(): number {
    return this.index.count(NO_VALUE, undefined, this.#revision);
  }

  /** Of the last command that changed a key. */
  get revision(): number {
    return this.#revision;
  }

  /** What is older can not be read; -1 as long as nothing was compacted. */
  get compactRevision(): number {
    return this.#compactRevision;
  }

  /** The sum over the newest versions of all live keys. */
  get hash(): Digest {
    return this.#hash;
  }

  /**
   * The sum over the keys as they were at the compact revision and all versions since then, for the quota. It is the same on all
   * members at the same index, whatever each has removed so far.
   */
  get liveBytes(): number {
    return this.index.addedBytes - this.#hiddenBytes;
  }

  /** Whether a put of so many bytes of key and value has to be refused. To be asked before a command is proposed, not when it is applied. */
  wouldExceed(quota: number, bytes: number): boolean {
    return this.liveBytes + PUT_BYTES + bytes >= quota;
  }

  // --- Commands.

  /** What is changed from here to `end` has this revision. */
  begin(revision: number): void {
    assert(revision > this.#revision, "revisions rise", revision, this.#revision);
    this.#mod = revision;
    this.#events = NO_EVENTS;
  }

  /** What the command did. */
  end(): readonly KeyEvent[] {
    const events = this.#events;
    if (events.length > 0) this.#revision = this.#mod;
    this.#events = NO_EVENTS;
    return events;
  }

  /** What the command that is being applied reads at: it sees what it has changed. */
  get readRevision(): number {
    return this.#events.length > 0 ? this.#mod : this.#revision;
  }

  put(key: Uint8Array, value: Uint8Array, lease: Id): void {
    const previous = this.latest(key);
    const record = this.#record;
    record.key = key;
    record.mod = this.#mod;
    record.sub = this.#events.length;
    record.isTombstone = false;
    record.create = previous === 0 ? this.#mod : this.index.createOf(previous);
    record.version = previous === 0 ? 1 : this.index.versionOf(previous) + 1;
    record.valueBytes = value.length;
    record.lease = lease;
    const digest = this.#digester.digest(record, value);
    record.hashHigh = digest.high;
    record.hashLow = digest.low;
    if (previous !== 0) this.#supersede(previous, key);
    this.#append(record, value, previous);
    this.#hash.add(digest);
    if (lease !== 0) this.#attachments.attach(lease, key);
    this.#note(record, value, previous !== 0);
    this.counts.puts += 1;
    this.counts.putBytes += key.length + value.length;
  }

  /** Ends a live key, of which this is the newest version. */
  remove(id: VersionId): void {
    assert(id !== 0 && !this.index.isTombstone(id), "a live key is removed", id);
    const key = this.index.keyOf(id);
    const record = this.#record;
    record.key = key;
    record.mod = this.#mod;
    record.sub = this.#events.length;
    record.isTombstone = true;
    record.create = 0;
    record.version = 0;
    record.valueBytes = 0;
    record.lease = 0;
    record.hashHigh = 0;
    record.hashLow = 0;
    this.#supersede(id, key);
    this.#append(record, undefined, id);
    this.#note(record, NO_VALUE, true);
    this.counts.deletes += 1;
  }

  /** What is older than the revision can not be read any more from now on. What that frees is removed little by little. */
  compact(revision: number): void {
    assert(revision > this.#compactRevision && revision <= this.#revision, "what can be compacted", revision);
    this.#hideBefore(revision);
  }

  // --- Reading.

  /** The key's newest version if the key is live, 0 otherwise. */
  latest(key: Uint8Array): VersionId {
    const id = this.index.find(key);
    return id === 0 || this.index.isTombstone(id) ? 0 : id;
  }

  /** The same at a revision. */
  at(key: Uint8Array, revision: number): VersionId {
    const id = this.index.findAt(key, revision);
    return id === 0 || this.index.isTombstone(id) ? 0 : id;
  }

  leaseOf(id: VersionId): Id {
    return this.#leases.idOf(this.index.leaseOf(id));
  }

  valueNow(id: VersionId): Uint8Array {
    return this.values.now(this.index.placeOf(id));
  }

  /** The sum over the live keys at a revision is a hash of them that does not change when something is compacted. */
  addHash(id: VersionId, sum: StateHash): void {
    sum.add(this.#digestOf(id));
  }

  /** The hash of what is here now, from the values as the engine has them: what `hash` has to be. However long it takes. */
  recomputeHash(): Digest {
    const { index } = this;
    const hash = new StateHash();
    const cursor = index.cursor(NO_VALUE, undefined, this.#revision);
    for (let id = cursor.next(); id !== 0; id = cursor.next()) {
      const fields = { mod: index.modOf(id), create: index.createOf(id), version: index.versionOf(id) };
      const record = { ...emptyRecord(), ...fields, key: index.keyView(id), lease: this.leaseOf(id) };
      hash.add(this.#digester.digest(record, this.valueNow(id)));
    }
    return hash;
  }

  // --- The engine's owner.

  isLive(key: Uint8Array, place: Place): boolean {
    return this.#versionAt(key, place) !== 0;
  }

  moved(key: Uint8Array, from: Place, to: Place): void {
    const id = this.#versionAt(key, from);
    assert(id !== 0, "what is live is moved", from, to);
    this.index.setPlace(id, to);
    this.values.forget(from);
  }

  // --- Rebuilding.

  /** A record as the engine shows it before anything is changed, in the order of append. One that can not be there is a `RecordError`. */
  insert(record: VersionRecord, place: Place): void {
    const { key, lease, isTombstone } = record;
    const id = this.index.insert(key, this.#enter(record, place));
    if (id === 0) throw new RecordError(`revision ${record.mod} comes behind a later one, or changes its key twice`);
    const previous = this.index.previous(id);
    if (previous !== 0 && !this.index.isTombstone(previous)) this.#supersede(previous, key);
    if (isTombstone) return;
    this.#hash.add(this.#digestOf(id));
    if (lease !== 0) this.#attachments.attach(lease, key);
  }

  /** All records were inserted. Puts their keys in order, in slices; true once all is done and commands may come. */
  rebuild(revision: number, compactRevision: number): boolean {
    if (!this.index.sort(this.sliceSizes.rebuild)) return false;
    this.#revision = revision;
    // What is compacted is removed again.
    this.#hideBefore(compactRevision);
    return true;
  }

  // ---

  /** Behind the newest version of a live key, 0 if it is not live. */
  #append(record: VersionRecord, value: Uint8Array | undefined, previous: VersionId): void {
    const place = this.#engine.append(this.#encoder.encode(record), value);
    const entry = this.#enter(record, place);
    if (previous === 0) this.index.add(record.key, entry);
    else this.index.addBehind(previous, entry);
  }

  #enter(record: VersionRecord, place: Place): NewVersion {
    const { key, mod, sub, create, version, valueBytes, lease, isTombstone, hashHigh, hashLow } = record;
    const entry = this.#entry;
    entry.mod = mod;
    entry.sub = sub;
    entry.create = create;
    entry.version = version;
    entry.lease = this.#leases.take(lease);
    entry.place = place;
    entry.bytes = key.length + valueBytes;
    entry.isTombstone = isTombstone;
    entry.hashHigh = hashHigh;
    entry.hashLow = hashLow;
    return entry;
  }

  /** The newest version of a live key is not that any more. */
  #supersede(id: VersionId, key: Uint8Array): void {
    this.#hash.remove(this.#digestOf(id));
    const lease = this.leaseOf(id);
    if (lease !== 0) this.#attachments.detach(lease, key);
  }

  #note(
    { key, mod, sub, create, version, lease, isTombstone }: VersionRecord,
    value: Uint8Array,
    hasPrevious: boolean,
  ): void {
    const event = { isDelete: isTombstone, key, create, version, mod, sub, lease, value, hasPrevious };
    // Most commands do one thing, for which an array that has to grow would take room for 17.
    if (this.#events.length === 0) this.#events = [event];
    else this.#events.push(event);
  }

  #digestOf(id: VersionId): Digest {
    this.#digest.high = this.index.hashHighOf(id);
    this.#digest.low = this.index.hashLowOf(id);
    return this.#digest;
  }

  #versionAt(key: Uint8Array, place: Place): VersionId {
    const record = decodeRecord(key);
    const id = this.index.findExactly(record.key, record.mod, record.sub);
    return id !== 0 && this.index.placeOf(id) === place ? id : 0;
  }

  #hideBefore(revision: number): void {
    this.#compactRevision = revision;
    this.#hiddenBytes = this.index.hiddenBytes(revision);
    this.#compact();
  }

  #compact(): void {
    this.compaction.reach(this.#compactRevision, this.pins.oldest);
  }

  readonly #removing = (id: VersionId): void => {
    const place = this.index.placeOf(id);
    this.#engine.discard(place);
    this.values.forget(place);
    this.#leases.give(this.index.leaseOf(id));
    this.counts.versionsRemoved += 1;
  };
}

function emptyRecord(): VersionRecord {
  return {
    key: NO_VALUE,
    mod: 0,
    sub: 0,
    isTombstone: false,
    create: 0,
    version: 0,
    valueBytes: 0,
    lease: 0,
    hashHigh: 0,
    hashLow: 0,
  };
}

function emptyEntry(): NewVersion {
  return {
    mod: 0,
    sub: 0,
    create: 0,
    version: 0,
    lease: 0,
    place: 0,
    bytes: 0,
    isTombstone: false,
    hashHigh: 0,
    hashLow: 0,
  };
}
