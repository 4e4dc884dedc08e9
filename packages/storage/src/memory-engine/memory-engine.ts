import { assert } from "../assert.js";
import { recordBytes } from "../bitcask/record.js";
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
import { MemoryRecords } from "./memory-records.js";

/** What outlives an engine in memory, for whoever opens it again. */
export interface MemoryStore {
  checkpoint: Checkpoint;
  /** Places begin with 1 and rise. */
  next: Place;
  /** Nobody changes these: an engine makes a copy. */
  records: MemoryRecords;
}

export interface MemoryEngineOptions {
  readonly store: MemoryStore;
  readonly crc32: Crc32;
  readonly defer: (run: () => void) => void;
  readonly now: () => number;
}

export function createMemoryStore(): MemoryStore {
  return { checkpoint: { applied: 0, state: new Uint8Array(0) }, next: 1, records: new MemoryRecords() };
}

/** How many records a scan shows in one turn. */
const SCAN_RECORDS = 1000;

/** The record engine without a disk: for tests, the browser and caches. A checkpoint copies the table of places. */
export class MemoryEngine implements Engine {
  readonly #options: MemoryEngineOptions;
  readonly #records: MemoryRecords;
  readonly #discards = new Discards();
  #next: Place;
  #liveBytes: number;
  #isClosed = false;

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
    this.#records = options.store.records.copy();
    this.#next = options.store.next;
    this.#liveBytes = this.#records.bytes;
  }

  get checkpointed(): Checkpoint {
    return this.#options.store.checkpoint;
  }

  readonly unwrittenBytes = 0;

  get space(): Space {
    return { liveBytes: this.#liveBytes, totalBytes: this.#records.bytes };
  }

  append(key: Uint8Array, value: Uint8Array | undefined): Place {
    assert(!this.#isClosed, "an open engine");
    assert(key.length <= KEY_BYTES_MAX, "a key within its limit", key.length);
    assert(value === undefined || value.length <= VALUE_BYTES_MAX, "a value within its limit", value?.length);
    const place = this.#next;
    this.#next++;
    this.#records.add(place, key, value, this.#options.now());
    this.#liveBytes += recordBytes(key, value);
    return place;
  }

  readNow(place: Place): EngineOutcome<EngineRecord> {
    if (this.#isClosed) return { error: new EngineStopped() };
    return { error: undefined, value: this.#records.at(place) };
  }

  read(place: Place, done: EngineDone<EngineRecord>): void {
    const record = this.#records.at(place);
    this.#answer(done, () => record);
  }

  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void {
    const end = this.#next;
    const places = this.#records.places();
    const showSome = (): void => {
      for (let count = 0; count < SCAN_RECORDS; count++) {
        const { value: place } = places.next();
        if (this.#isClosed || place === undefined || place >= end) {
          done(this.#isClosed ? { error: new EngineStopped() } : { error: undefined, value: undefined });
          return;
        }
        visit(this.#records.at(place), place);
      }
      this.#options.defer(showSome);
    };
    this.#options.defer(showSome);
  }

  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void {
    this.scan(visit, done);
  }

  discard(place: Place): void {
    this.#liveBytes -= this.#records.bytesAt(place);
    this.#discards.add(place);
  }

  reclaim(owner: EngineOwner, bytes: number, done: EngineDone<Reclaimed>): void {
    assert(bytes > 0, "something to look at", bytes);
    this.#answer(done, () => {
      let left = bytes;
      while (left > 0) {
        const place = this.#discards.takeFirst();
        if (place === undefined) break;
        left -= this.#records.bytesAt(place);
        if (!owner.isLive(this.#records.at(place).key, place)) this.#records.delete(place);
      }
      return { bytes: bytes - left };
    });
  }

  flush(done: EngineDone): void {
    this.#answer(done, () => undefined);
  }

  checkpoint({ applied, state }: Checkpoint, _seal: boolean, done: EngineDone): void {
    assert(state.length <= STATE_BYTES_MAX, "a state within its limit", state.length);
    const next = { checkpoint: { applied, state: state.slice() }, next: this.#next, records: this.#records.copy() };
    this.#answer(done, () => {
      Object.assign(this.#options.store, next);
    });
  }

  pin(done: EngineDone<Pinned>): void {
    const { checkpoint, records } = this.#options.store;
    this.#answer(done, () => {
      const bytes = records.toFile(this.#options.crc32);
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

  #answer<T>(done: EngineDone<T>, run: () => T): void {
    const isClosed = this.#isClosed;
    this.#options.defer(() => {
      done(isClosed ? { error: new EngineStopped() } : { error: undefined, value: run() });
    });
  }
}
