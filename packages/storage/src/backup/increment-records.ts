import { KEY_BYTES_MAX, SNAPSHOT_CHUNK_BYTES, VALUE_BYTES_MAX } from "../limits.js";
import { need, type Script } from "../script.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";
import type { BackupFile } from "./read-backup.js";

/** A record as an engine has it; without a value it is a tombstone. */
export interface IncrementRecord {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
}

/** Before each record: [bytes of the key | bytes of the value]. */
const HEAD_BYTES = 8;

/** Instead of the bytes of a value, in a tombstone; instead of those of a key, where the records end. */
const NONE = 2 ** 32 - 1;

/** What stands behind the last record: [no key | records]. */
const END_BYTES = 12;

export function encodeRecords(records: readonly IncrementRecord[]): Uint8Array {
  const writer = new ByteWriter(records.reduce((sum, record) => sum + bytesOf(record), 0));
  for (const { key, value } of records) {
    writer.u32(key.length);
    writer.u32(value?.length ?? NONE);
    writer.bytes(key);
    if (value !== undefined) writer.bytes(value);
  }
  return writer.view();
}

export function encodeEnd(records: number): Uint8Array {
  const writer = new ByteWriter(END_BYTES);
  writer.u32(NONE);
  writer.u64(records);
  return writer.view();
}

function bytesOf({ key, value }: IncrementRecord): number {
  return HEAD_BYTES + key.length + (value?.length ?? 0);
}

/** Reads the records of an increment in pieces of 1 MiB, or one record where that is larger. */
export class IncrementReader {
  readonly #file: BackupFile;
  readonly #end: number;
  #position: number;
  #count = 0;
  #isOver = false;

  /** They stand between two places in the file, with their end, and with what fills it up. */
  constructor(file: BackupFile, start: number, end: number) {
    this.#file = file;
    this.#position = start;
    this.#end = end;
  }

  /** Some more, whose bytes nobody else has; undefined behind the last. */
  *next(): Script<readonly IncrementRecord[] | undefined> {
    if (this.#isOver) return undefined;
    try {
      const bytes = yield* this.#read(SNAPSHOT_CHUNK_BYTES);
      const length = itemBytes(bytes, 0);
      if (length > this.#end - this.#position) throw new Malformed("a record that has no end");
      return this.#take(length > bytes.length ? yield* this.#read(length) : bytes);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw new SnapshotError("DAMAGED", this.#file.path, `${error.message} at ${this.#position}: save it again`);
    }
  }

  *#read(most: number): Script<Uint8Array> {
    const target = new Uint8Array(Math.min(most, this.#end - this.#position));
    const count = yield* need<number>((done) => this.#file.read(this.#position, target, done));
    return target.subarray(0, count);
  }

  /** All records that are whole in these bytes. */
  #take(bytes: Uint8Array): IncrementRecord[] {
    const records: IncrementRecord[] = [];
    let at = 0;
    while (!this.#isOver && bytes.length - at >= HEAD_BYTES) {
      const length = itemBytes(bytes, at);
      if (length > bytes.length - at) break;
      const reader = new ByteReader(bytes, at, at + length);
      const key = reader.u32();
      if (key === NONE) this.#finish(reader.u64(), this.#count + records.length);
      else records.push(recordIn(reader, key));
      at += length;
    }
    this.#position += at;
    this.#count += records.length;
    return records;
  }

  #finish(told: number, found: number): void {
    if (told !== found) throw new Malformed(`${found} records of ${told}`);
    this.#isOver = true;
  }
}

/** Of a record, or of what stands behind the last. */
function itemBytes(bytes: Uint8Array, at: number): number {
  const reader = new ByteReader(bytes, at, bytes.length);
  const [key, value] = [reader.u32(), reader.u32()];
  if (key === NONE) return END_BYTES;
  const valueBytes = value === NONE ? 0 : value;
  if (key > KEY_BYTES_MAX || valueBytes > VALUE_BYTES_MAX) throw new Malformed("a record larger than any");
  return HEAD_BYTES + key + valueBytes;
}

function recordIn(reader: ByteReader, keyBytes: number): IncrementRecord {
  const value = reader.u32();
  return { key: reader.bytes(keyBytes), value: value === NONE ? undefined : reader.bytes(value) };
}
