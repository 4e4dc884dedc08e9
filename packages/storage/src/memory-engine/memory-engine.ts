import { assert } from "../assert.js";
import { encodeRecord, viewOf } from "../bitcask/record.js";
import type { Crc32 } from "../crc32.js";
import { EngineStopped } from "../engine/engine-error.js";
import type {
  Checkpoint,
  Engine,
  EngineDone,
  EngineOutcome,
  EngineOwner,
  EngineRecord,
  Pinned,
  Place,
  Reclaimed,
  RecordKey,
  Space,
} from "../engine/engine.js";
import { KEY_BYTES_MAX, STATE_BYTES_MAX, VALUE_BYTES_MAX } from "../limits.js";
import { Discards } from "../engine/discards.js";
import { type MemoryRecord, recordSize, shown, Slabs } from "./slabs.js";

/** What outlives an engine in memory, for whoever opens it again. */
export interface MemoryStore {
  checkpoint: Checkpoint;
  /** Places begin with 1 and rise. */
  next: Place;
  records: ReadonlyMap<Place, MemoryRecord>;
}

export interface MemoryEngineOptions {
  readonly store: MemoryStore;
  readonly crc32: Crc32;
  readonly defer: (run: () => void) => void;
  readonly now: () => number;
}

export function createMemoryStore(): MemoryStore {
  return { checkpoint: { applied: 0, state: new Uint8Array(0) }, next: 1, records: new Map() };
}

/** How many records a scan shows in one turn. */
const SCAN_RECORDS = 1000;

/** The record engine without a disk: for tests, the browser and caches. A checkpoint copies the list of records. */
export class MemoryEngine implements Engine {
  readonly #options: MemoryEngineOptions;
  readonly #records: Map<Place, MemoryRecord>;
  readonly #slabs = new Slabs();
  readonly #discards = new Discards();
  #next: Place;
  #liveBytes = 0;
  #totalBytes = 0;
  #isClosed = false;

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
    this.#records = new Map(options.store.records);
    this.#next = options.store.next;
    for (const record of this.#records.values()) this.#totalBytes += recordSize(record);
    this.#liveBytes = this.#totalBytes;
  }

  get checkpointed(): Checkpoint {
    return this.#options.store.checkpoint;
  }

  readonly unwrittenBytes = 0;

  get space(): Space {
    return { liveBytes: this.#liveBytes, totalBytes: this.#totalBytes };
  }

  append(key: Uint8Array, value: Uint8Array | undefined): Place {
    assert(!this.#isClosed, "an open engine");
    assert(key.length <= KEY_BYTES_MAX, "a key within its limit", key.length);
    assert(value === undefined || value.length <= VALUE_BYTES_MAX, "a value within its limit", value?.length);
    const place = this.#next;
    this.#next++;
    const record = this.#slabs.add(key, value, this.#options.now());
    this.#records.set(place, record);
    this.#totalBytes += recordSize(record);
    this.#liveBytes += recordSize(record);
    return place;
  }

  readNow(place: Place): EngineOutcome<EngineRecord> {
    return { error: undefined, value: shown(this.#at(place)) };
  }

  read(place: Place, done: EngineDone<EngineRecord>): void {
    const record = this.#at(place);
    this.#answer(done, () => shown(record));
  }

  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void {
    const end = this.#next;
    const entries = this.#records.entries();
    const showSome = (): void => {
      for (let count = 0; count < SCAN_RECORDS; count++) {
        const { value: entry } = entries.next();
        if (this.#isClosed || entry === undefined || entry[0] >= end) {
          done(this.#isClosed ? { error: new EngineStopped() } : { error: undefined, value: undefined });
          return;
        }
        visit(shown(entry[1]), entry[0]);
      }
      this.#options.defer(showSome);
    };
    this.#options.defer(showSome);
  }

  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void {
    this.scan(visit, done);
  }

  discard(place: Place): void {
    this.#liveBytes -= recordSize(this.#at(place));
    this.#discards.add(place);
  }

  reclaim(owner: EngineOwner, bytes: number, done: EngineDone<Reclaimed>): void {
    assert(bytes > 0, "something to look at", bytes);
    this.#answer(done, () => {
      let left = bytes;
      while (left > 0) {
        const place = this.#discards.takeFirst();
        if (place === undefined) break;
        const record = this.#at(place);
        left -= recordSize(record);
        if (owner.isLive(shown(record).key, place)) continue;
        this.#records.delete(place);
        this.#totalBytes -= recordSize(record);
      }
      return { bytes: bytes - left };
    });
  }

  flush(done: EngineDone): void {
    this.#answer(done, () => undefined);
  }

  checkpoint({ applied, state }: Checkpoint, _seal: boolean, done: EngineDone): void {
    assert(state.length <= STATE_BYTES_MAX, "a state within its limit", state.length);
    const next = { checkpoint: { applied, state: state.slice() }, next: this.#next, records: new Map(this.#records) };
    this.#answer(done, () => {
      Object.assign(this.#options.store, next);
    });
  }

  pin(done: EngineDone<Pinned>): void {
    const { checkpoint, records } = this.#options.store;
    this.#answer(done, () => {
      const bytes = this.#fileOf(records);
      const file = {
        id: `memory-${checkpoint.applied}`,
        size: bytes.length,
        checksum: this.#options.crc32(bytes, 0),
        read: (position: number, target: Uint8Array, done: EngineDone<number>): void => {
          const part = bytes.subarray(position, position + target.length);
          target.set(part);
          this.#options.defer(() => done({ error: undefined, value: part.length }));
        },
      };
      return { ...checkpoint, files: [file], release: () => undefined };
    });
  }

  close(done: EngineDone): void {
    this.#answer(done, () => undefined);
    this.#isClosed = true;
  }

  /** The records one behind the other, as in a data file. */
  #fileOf(records: ReadonlyMap<Place, MemoryRecord>): Uint8Array {
    const bytes = new Uint8Array([...records.values()].reduce((sum, record) => sum + recordSize(record), 0));
    const view = viewOf(bytes);
    let at = 0;
    for (const record of records.values()) {
      const { key, value, isTombstone, timestamp } = shown(record);
      encodeRecord(bytes, view, at, timestamp, key, isTombstone ? undefined : value, at, this.#options.crc32);
      at += recordSize(record);
    }
    return bytes;
  }

  #at(place: Place): MemoryRecord {
    const record = this.#records.get(place);
    assert(record !== undefined, "a place of a record that is there", place);
    return record;
  }

  #answer<T>(done: EngineDone<T>, run: () => T): void {
    const isClosed = this.#isClosed;
    this.#options.defer(() => {
      done(isClosed ? { error: new EngineStopped() } : { error: undefined, value: run() });
    });
  }
}
