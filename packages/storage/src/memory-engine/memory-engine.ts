import { assert } from "../assert.js";
import { encodeRecord, recordBytes, viewOf } from "../bitcask/record.js";
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

/** What outlives an engine in memory, for whoever opens it again. */
export interface MemoryStore {
  checkpoint: Checkpoint;
  /** Places begin with 1 and rise. */
  next: Place;
  records: ReadonlyMap<Place, EngineRecord>;
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

const NO_VALUE = new Uint8Array(0);

/** How many records a scan shows in one turn. */
const SCAN_RECORDS = 1000;

/** The record engine without a disk: for tests, the browser and caches. A checkpoint copies the list of records. */
export class MemoryEngine implements Engine {
  readonly #options: MemoryEngineOptions;
  readonly #records: Map<Place, EngineRecord>;
  readonly #discards = new Discards();
  #next: Place;
  #liveBytes = 0;
  #totalBytes = 0;
  #isClosed = false;

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
    this.#records = new Map(options.store.records);
    this.#next = options.store.next;
    for (const record of this.#records.values()) this.#totalBytes += bytesOf(record);
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
    const record: EngineRecord = {
      key: new Uint8Array(key),
      value: value === undefined ? NO_VALUE : new Uint8Array(value),
      isTombstone: value === undefined,
      timestamp: this.#options.now(),
    };
    this.#records.set(place, record);
    this.#totalBytes += bytesOf(record);
    this.#liveBytes += bytesOf(record);
    return place;
  }

  readNow(place: Place): EngineOutcome<EngineRecord> {
    return { error: undefined, value: this.#at(place) };
  }

  read(place: Place, done: EngineDone<EngineRecord>): void {
    const record = this.#at(place);
    this.#answer(done, () => record);
  }

  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void {
    const end = this.#next;
    const entries = this.#records.entries();
    const showSome = (): void => {
      for (let shown = 0; shown < SCAN_RECORDS; shown++) {
        const { value: entry } = entries.next();
        if (this.#isClosed || entry === undefined || entry[0] >= end) {
          done(this.#isClosed ? { error: new EngineStopped() } : { error: undefined, value: undefined });
          return;
        }
        visit(entry[1], entry[0]);
      }
      this.#options.defer(showSome);
    };
    this.#options.defer(showSome);
  }

  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void {
    this.scan(visit, done);
  }

  discard(place: Place): void {
    this.#liveBytes -= bytesOf(this.#at(place));
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
        left -= bytesOf(record);
        if (owner.isLive(record.key, place)) continue;
        this.#records.delete(place);
        this.#totalBytes -= bytesOf(record);
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
  #fileOf(records: ReadonlyMap<Place, EngineRecord>): Uint8Array {
    const bytes = new Uint8Array([...records.values()].reduce((sum, record) => sum + bytesOf(record), 0));
    const view = viewOf(bytes);
    let at = 0;
    for (const record of records.values()) {
      const value = record.isTombstone ? undefined : record.value;
      encodeRecord(bytes, view, at, record.timestamp, record.key, value, at, this.#options.crc32);
      at += bytesOf(record);
    }
    return bytes;
  }

  #at(place: Place): EngineRecord {
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

function bytesOf(record: EngineRecord): number {
  return recordBytes(record.key, record.value);
}
