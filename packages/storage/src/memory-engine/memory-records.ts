import { assert } from "../assert.js";
import { encodeRecord, RECORD_HEADER_BYTES, viewOf } from "../bitcask/record.js";
import type { Crc32 } from "../crc32.js";
import type { EngineRecord, Place } from "../engine/engine.js";
import { PlaceTable } from "./place-table.js";

/** Records share memory of this size: an object and an array for each would cost the collector more than the record. */
const CHUNK_BYTES = 2 ** 18;

/** What is larger has memory of its own. */
const SHARING_BYTES_MAX = CHUNK_BYTES / 8;

/** In a chunk: place, timestamp, the size of the key and that of the value, which is one less than what stands there. */
const HEADER_BYTES = 24;
const TOMBSTONE = 0;

/** Records begin at multiples of this. */
const UNIT_BYTES = 8;
const UNITS = CHUNK_BYTES / UNIT_BYTES;

interface Chunk {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  used: number;
  /** Of the records that are still there. */
  live: number;
}

/** Records in memory by their places. What was written in a chunk never changes: records that go leave holes. */
export class MemoryRecords {
  #table = new PlaceTable();
  readonly #chunks = new Map<number, Chunk>();
  #current: Chunk | undefined;
  #nextChunk = 0;
  #bytes = 0;

  /** Shares the memory of all that is there, and nothing that comes. */
  copy(): MemoryRecords {
    const copy = new MemoryRecords();
    copy.#table = this.#table.copy();
    for (const [number, chunk] of this.#chunks) copy.#chunks.set(number, { ...chunk });
    copy.#nextChunk = this.#nextChunk;
    copy.#bytes = this.#bytes;
    return copy;
  }

  /** Of all records, as a file would have them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The place is behind all that there ever were. */
  add(place: Place, key: Uint8Array, value: Uint8Array | undefined, timestamp: number): void {
    const length = HEADER_BYTES + key.length + (value?.length ?? 0);
    const chunk = this.#room(length);
    const { view, bytes, used } = chunk;
    view.setFloat64(used, place);
    view.setFloat64(used + 8, timestamp);
    view.setUint32(used + 16, key.length);
    view.setUint32(used + 20, value === undefined ? TOMBSTONE : value.length + 1);
    bytes.set(key, used + HEADER_BYTES);
    if (value !== undefined) bytes.set(value, used + HEADER_BYTES + key.length);
    this.#took(chunk, place, length);
    this.#bytes += fileBytes(length);
  }

  /** The record as its engine's owner sees it, without a copy. */
  at(place: Place): EngineRecord {
    const { chunk, at } = this.#find(place);
    const { bytes, view } = chunk;
    const start = at + HEADER_BYTES;
    const valueStart = start + view.getUint32(at + 16);
    const isTombstone = view.getUint32(at + 20) === TOMBSTONE;
    const key = bytes.subarray(start, valueStart);
    const value = bytes.subarray(valueStart, at + lengthAt(view, at));
    return { key, value, isTombstone, timestamp: view.getFloat64(at + 8) };
  }

  /** What the record would take in a file. */
  bytesAt(place: Place): number {
    const { chunk, at } = this.#find(place);
    return fileBytes(lengthAt(chunk.view, at));
  }

  delete(place: Place): void {
    const { chunk, at } = this.#find(place);
    const length = lengthAt(chunk.view, at);
    this.#table.delete(place);
    this.#bytes -= fileBytes(length);
    chunk.live -= length;
    if (chunk !== this.#current && chunk.live * 2 < chunk.used) this.#clear(chunk);
  }

  *places(): IterableIterator<Place, undefined> {
    for (const [place] of this.#table.entries()) yield place;
  }

  /** The records one behind the other, as in a data file. */
  toFile(crc32: Crc32): Uint8Array {
    const bytes = new Uint8Array(this.#bytes);
    const view = viewOf(bytes);
    let at = 0;
    for (const place of this.places()) {
      const { key, value, isTombstone, timestamp } = this.at(place);
      encodeRecord(bytes, view, at, timestamp, key, isTombstone ? undefined : value, at, crc32);
      at += this.bytesAt(place);
    }
    return bytes;
  }

  /** Where the next record may be written. */
  #room(length: number): Chunk {
    if (length > SHARING_BYTES_MAX) return this.#addChunk(length);
    if (this.#current === undefined || this.#current.used + length > CHUNK_BYTES) {
      this.#current = this.#addChunk(CHUNK_BYTES);
    }
    return this.#current;
  }

  #addChunk(length: number): Chunk {
    const bytes = new Uint8Array(length);
    const chunk = { number: this.#nextChunk++, bytes, view: viewOf(bytes), used: 0, live: 0 };
    this.#chunks.set(chunk.number, chunk);
    return chunk;
  }

  #took(chunk: Chunk, place: Place, length: number): void {
    this.#table.set(place, chunk.number * UNITS + chunk.used / UNIT_BYTES);
    chunk.used += room(length);
    chunk.live += length;
  }

  /** Most of it are holes: what is left moves to where there is none, and is found at its place as before. */
  #clear(chunk: Chunk): void {
    const { number, bytes, view, used } = chunk;
    this.#chunks.delete(number);
    for (let at = 0; at < used; at += room(lengthAt(view, at))) {
      const place = view.getFloat64(at);
      if (this.#table.get(place) !== number * UNITS + at / UNIT_BYTES) continue;
      const length = lengthAt(view, at);
      const target = this.#room(length);
      target.bytes.set(bytes.subarray(at, at + length), target.used);
      this.#took(target, place, length);
    }
  }

  #find(place: Place): { readonly chunk: Chunk; readonly at: number } {
    const position = this.#table.get(place);
    assert(position !== undefined, "a place of a record that is there", place);
    const chunk = this.#chunks.get(Math.floor(position / UNITS));
    assert(chunk !== undefined, "a chunk that is there", place);
    return { chunk, at: (position % UNITS) * UNIT_BYTES };
  }
}

/** Of a record in a chunk. */
function lengthAt(view: DataView, at: number): number {
  return HEADER_BYTES + view.getUint32(at + 16) + Math.max(view.getUint32(at + 20) - 1, 0);
}

/** What it takes there, so that the next one begins where it may. */
function room(length: number): number {
  return Math.ceil(length / UNIT_BYTES) * UNIT_BYTES;
}

function fileBytes(length: number): number {
  return length - HEADER_BYTES + RECORD_HEADER_BYTES;
}
