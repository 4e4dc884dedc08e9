import fs from "node:fs";
import { join } from "node:path";
import { assert } from "../assert.js";
import {
  decodeRecordHeader,
  encodeRecord,
  isRecordWhole,
  RECORD_HEADER_BYTES,
  recordBytes,
  viewOf,
} from "../bitcask/record.js";
import { Discards } from "../engine/discards.js";
import { EngineDamage, EngineStopped } from "../engine/engine-error.js";
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
import type { LmdbOptions } from "../lmdb.js";
import { DATA_NAME, decodeMark, encodeMark, type LmdbMark } from "./lmdb-format.js";
import type { Lmdb, LmdbRecords, LmdbRoot } from "./lmdb-package.js";
import { asDamage, checkPlace, judged, refuseOtherFiles } from "./lmdb-damage.js";
import { pinCopy } from "./pin-copy.js";

const MARK_KEY = "checkpoint";

/** What goes to LMDB's writer in one go. */
const BATCH_BYTES = 2 ** 18;

/** How many records a scan shows in one turn. */
const SCAN_RECORDS = 1000;

/** The record engine over LMDB: a place is a number that rises with every append, and the key of the record. */
export class LmdbEngine implements Engine {
  readonly #options: LmdbOptions;
  readonly #root: LmdbRoot;
  readonly #records: LmdbRecords;
  readonly #path: string;
  readonly #discards = new Discards();
  /** Not committed yet: LMDB does not show them. */
  readonly #pending = new Map<Place, Uint8Array>();
  #unsent: Place[] = [];
  #unsentBytes = 0;
  #pendingBytes = 0;
  /** Go with the next checkpoint. */
  #doomed: Place[] = [];
  #mark: LmdbMark;
  #next: Place;
  #discarded = 0;
  #pins = 0;
  #stopped: Error | undefined;
  #isClosed = false;
  #underWay: Promise<unknown> = Promise.resolve();

  private constructor(options: LmdbOptions, root: LmdbRoot, records: LmdbRecords, mark: LmdbMark) {
    this.#options = options;
    this.#root = root;
    this.#records = records;
    this.#path = join(options.directory, DATA_NAME);
    this.#mark = mark;
    this.#next = mark.next;
  }

  static async open(lmdb: Lmdb, options: LmdbOptions): Promise<LmdbEngine> {
    const { directory, crc32, bytesMax } = options;
    for (const name of fs.readdirSync(directory)) {
      if (name.startsWith("pinned-")) fs.rmSync(join(directory, name));
    }
    const path = join(directory, DATA_NAME);
    refuseOtherFiles(path);
    const root = openRoot(lmdb, path, bytesMax);
    try {
      const records = root.openDB({ name: "records", encoding: "binary" });
      const bytes = root.get(MARK_KEY);
      const mark =
        bytes === undefined ? { next: 1, applied: 0, state: new Uint8Array(0) } : decodeMark(path, bytes, crc32);
      // What was committed behind the checkpoint was never promised.
      await root.transaction(() => {
        for (const place of records.getKeys({ start: mark.next })) {
          checkPlace(place, path);
          void records.remove(place);
        }
      });
      await root.flushed;
      return new LmdbEngine(options, root, records, mark);
    } catch (error) {
      await root.close();
      throw judged(error, path);
    }
  }

  get checkpointed(): Checkpoint {
    return this.#mark;
  }

  get unwrittenBytes(): number {
    return this.#pendingBytes;
  }

  /** In pages that hold records; LMDB keeps the others for later and never gives them back to the disk. */
  get space(): Space {
    const {
      pageSize = 0,
      treeLeafPageCount = 0,
      treeBranchPageCount = 0,
      overflowPages = 0,
      entryCount = 0,
    } = this.#records.getStats();
    const totalBytes = pageSize * (treeLeafPageCount + treeBranchPageCount + overflowPages);
    const live = Math.max(0, entryCount - this.#discarded) / Math.max(1, entryCount);
    return { totalBytes, liveBytes: Math.round(totalBytes * live) };
  }

  append(key: Uint8Array, value: Uint8Array | undefined): Place {
    assert(!this.#isClosed, "an open engine");
    assert(key.length <= KEY_BYTES_MAX, "a key within its limit", key.length);
    assert(value === undefined || value.length <= VALUE_BYTES_MAX, "a value within its limit", value?.length);
    const place = this.#next;
    this.#next++;
    const bytes = new Uint8Array(recordBytes(key, value));
    encodeRecord(bytes, viewOf(bytes), 0, this.#options.now(), key, value, seedOf(place), this.#options.crc32);
    this.#pending.set(place, bytes);
    this.#pendingBytes += bytes.length;
    this.#unsent.push(place);
    this.#unsentBytes += bytes.length;
    if (this.#unsentBytes >= BATCH_BYTES) void this.#send();
    return place;
  }

  readNow(place: Place): EngineOutcome<EngineRecord> {
    if (this.#isClosed) return { error: new EngineStopped() };
    assert(place > 0 && place < this.#next, "a place of a record", place, this.#next);
    try {
      const bytes = this.#pending.get(place) ?? this.#records.get(place);
      if (bytes === undefined) throw new EngineDamage(`record ${place} is missing`, this.#path, 0);
      return { error: undefined, value: this.#decode(bytes, place) };
    } catch (error) {
      return { error: asDamage(error, this.#path) };
    }
  }

  read(place: Place, done: EngineDone<EngineRecord>): void {
    const outcome = this.readNow(place);
    setImmediate(() => done(outcome));
  }

  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void {
    const end = this.#next;
    this.#run(() => this.#scan(visit, end), done);
  }

  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void {
    this.scan(visit, done);
  }

  discard(place: Place): void {
    this.#discards.add(place);
    this.#discarded++;
  }

  reclaim(owner: EngineOwner, bytes: number, done: EngineDone<Reclaimed>): void {
    assert(bytes > 0, "something to look at", bytes);
    this.#run(() => Promise.resolve({ bytes: this.#reclaim(owner, bytes) }), done);
  }

  flush(done: EngineDone): void {
    this.#run(() => this.#send(), done);
  }

  checkpoint({ applied, state }: Checkpoint, _seal: boolean, done: EngineDone): void {
    assert(state.length <= STATE_BYTES_MAX, "a state within its limit", state.length);
    const mark = { applied, state: state.slice(), next: this.#next };
    const doomed = this.#doomed;
    this.#doomed = [];
    const sent = this.#send();
    this.#run(() => this.#checkpoint(mark, doomed, sent), done);
  }

  pin(done: EngineDone<Pinned>): void {
    this.#run(async () => {
      this.#pins++;
      const path = join(this.#options.directory, `pinned-${this.#pins}.mdb`);
      const mark = this.#mark;
      await this.#root.backup(path, true);
      return pinCopy(mark, `lmdb-${mark.next}`, path, this.#options.crc32);
    }, done);
  }

  close(done: EngineDone): void {
    const isClosed = this.#isClosed;
    this.#isClosed = true;
    const end = isClosed
      ? Promise.reject(new EngineStopped())
      : this.#underWay.catch(ignore).then(() => this.#root.close());
    answer(end, done);
  }

  async #scan(visit: (record: EngineRecord, place: Place) => void, end: Place): Promise<void> {
    await this.#send();
    for (let start: Place = 1; start < end;) {
      let last: Place = 0;
      for (const { place, record } of this.#range(start, end)) {
        visit(record, place);
        last = place;
      }
      if (last === 0) return;
      start = last + 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next records between two places. */
  *#range(start: Place, end: Place): Generator<{ readonly place: Place; readonly record: EngineRecord }> {
    try {
      for (const { key: place, value } of this.#records.getRange({ start, end, limit: SCAN_RECORDS })) {
        checkPlace(place, this.#path);
        yield { place, record: this.#decode(value, place) };
      }
    } catch (error) {
      throw asDamage(error, this.#path);
    }
  }

  #reclaim(owner: EngineOwner, bytes: number): number {
    let left = bytes;
    while (left > 0) {
      const place = this.#discards.takeFirst();
      if (place === undefined) break;
      const { error, value: record } = this.readNow(place);
      if (error !== undefined) throw error;
      left -= recordBytes(record.key, record.value);
      if (owner.isLive(record.key, place)) continue;
      this.#doomed.push(place);
      this.#discarded--;
    }
    return bytes - left;
  }

  /** Gives all that was appended to LMDB's writer, which commits it; resolves when it has. */
  #send(): Promise<void> {
    const places = this.#isClosed ? [] : this.#unsent;
    this.#unsent = [];
    this.#unsentBytes = 0;
    let last: Promise<unknown> = this.#isClosed ? Promise.resolve() : this.#root.committed;
    for (const place of places) {
      const bytes = this.#pending.get(place);
      if (bytes !== undefined) last = this.#records.put(place, bytes);
    }
    const sent = last.then(
      () => this.#committed(places),
      (error: unknown) => this.#stop(error),
    );
    sent.catch(ignore);
    return sent;
  }

  #committed(places: readonly Place[]): void {
    for (const place of places) {
      this.#pendingBytes -= this.#pending.get(place)?.length ?? 0;
      this.#pending.delete(place);
    }
  }

  /** Records may be committed before it, for they count only with it; what goes, goes in its transaction. */
  async #checkpoint(mark: LmdbMark, doomed: readonly Place[], sent: Promise<void>): Promise<void> {
    await sent;
    try {
      await this.#root.transaction(() => {
        for (const place of doomed) void this.#records.remove(place);
        void this.#root.put(MARK_KEY, encodeMark(mark, this.#options.crc32));
      });
      await this.#root.flushed;
    } catch (error) {
      this.#stop(error);
    }
    this.#mark = mark;
  }

  #stop(error: unknown): never {
    this.#stopped ??= asError(error);
    throw asError(error);
  }

  #decode(bytes: Uint8Array, place: Place): EngineRecord {
    const view = viewOf(bytes);
    const header = bytes.length < RECORD_HEADER_BYTES ? undefined : decodeRecordHeader(view, 0);
    const isWhole =
      header?.bytes === bytes.length && isRecordWhole(bytes, view, 0, bytes.length, seedOf(place), this.#options.crc32);
    if (!isWhole) throw new EngineDamage(`record ${place} does not have its checksum`, this.#path, 0);
    // Not `slice`, which copies nothing of the Buffer that LMDB gives.
    const copy = new Uint8Array(bytes.subarray(RECORD_HEADER_BYTES));
    const { timestamp, isTombstone, keyBytes } = header;
    return { timestamp, isTombstone, key: copy.subarray(0, keyBytes), value: copy.subarray(keyBytes) };
  }

  #run<T>(work: () => Promise<T>, done: EngineDone<T>): void {
    const refusal = this.#isClosed || this.#stopped !== undefined ? new EngineStopped(this.#stopped) : undefined;
    if (refusal !== undefined) {
      answer(Promise.reject(refusal), done);
      return;
    }
    const running = this.#underWay.catch(ignore).then(work);
    this.#underWay = running;
    answer(running, done);
  }
}

function openRoot(lmdb: Lmdb, path: string, bytesMax: number): LmdbRoot {
  try {
    return lmdb.open({ path, encoding: "binary", mapSize: bytesMax, maxDbs: 2, noSubdir: true });
  } catch (error) {
    throw judged(error, path);
  }
}

function seedOf(place: Place): number {
  return place % 2 ** 32;
}

function answer<T>(promise: Promise<T>, done: EngineDone<T>): void {
  promise.then(
    (value) => setImmediate(done, { error: undefined, value }),
    (error: unknown) => setImmediate(done, { error: asError(error) }),
  );
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function ignore(): void {
  // Whoever asked is told; the next one does not depend on it.
}
