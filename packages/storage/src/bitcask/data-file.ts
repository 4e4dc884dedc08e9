import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import type { File } from "../disk.js";
import { EngineDamage } from "../engine/engine-error.js";
import type { EngineDone, EngineOutcome, EngineRecord } from "../engine/engine.js";
import { ask, type Script } from "../script.js";
import { AppendFile } from "./append-file.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { encodeFileHeader, HEADER_BYTES } from "./file-header.js";
import { dataName, type FileId } from "./file-names.js";
import { HintWriter } from "./hint-writer.js";
import { KeyFilter } from "./key-filter.js";
import type { ManifestFile } from "./manifest.js";
import {
  decodeRecordHeader,
  encodeRecord,
  isRecordWhole,
  recordBytes,
  type RecordHeader,
  RECORD_HEADER_BYTES,
  recordSeed,
  viewOf,
} from "./record.js";
import type { Scratch } from "./scratch.js";

/** A data file that is found on the disk. */
export interface FoundFile extends ManifestFile {
  readonly file: File;
  readonly seed: number;
}

/** A file of records: one that grows, or one that is closed and never changes again. */
export class DataFile {
  readonly id: FileId;
  readonly path: string;
  /** Its part of every place in it. */
  readonly slot: number;
  readonly seed: number;
  size: number;
  records: number;
  /** How many records its owner does not need any more. */
  discarded = 0;
  /** How many of them are tombstones that had to stay when it was made. */
  stuck = 0;
  isClosed: boolean;
  /** A checkpoint names it as closed. */
  isCheckpointed = false;
  /** Reclaiming it has failed: its owner may rely on copies that no checkpoint will name. */
  isSpoilt = false;
  /** How many readers, scans and pinned checkpoints need it. */
  pins = 0;
  /** Which keys it may hold; undefined as long as nobody has looked at all of them. */
  filter: KeyFilter | undefined;
  /** Up to here its bytes are durable. */
  synced: number;
  readonly #crc32: Crc32;
  readonly #defer: (run: () => void) => void;
  readonly #writer: AppendFile | undefined;
  readonly #found: File | undefined;
  readonly #hint: HintWriter | undefined;
  #checksum: number;

  private constructor(
    options: BitcaskOptions,
    slot: number,
    { id, size, records, checksum, seed, isClosed }: Omit<FoundFile, "file">,
    file: File | AppendFile,
    hint?: HintWriter,
  ) {
    this.id = id;
    this.path = `${options.directory}/${dataName(id)}`;
    this.slot = slot;
    this.seed = seed;
    this.size = size;
    this.records = records;
    this.isClosed = isClosed;
    this.synced = isClosed ? size : 0;
    this.#crc32 = options.crc32;
    this.#defer = options.defer;
    this.#writer = file instanceof AppendFile ? file : undefined;
    this.#found = file instanceof AppendFile ? undefined : file;
    this.#hint = hint;
    this.#checksum = checksum;
    if (!isClosed) this.filter = new KeyFilter(options.identityOf);
  }

  static create(options: BitcaskOptions, slot: number, id: FileId): DataFile {
    const { directory, writer, crc32 } = options;
    const header = encodeFileHeader("data", id, writer, crc32);
    const file = new AppendFile(`${directory}/${dataName(id)}`, options);
    file.append(header);
    const seed = viewOf(header).getUint32(HEADER_BYTES - 4, true);
    const known = { id, size: HEADER_BYTES, records: 0, checksum: 0, seed, isClosed: false };
    return new DataFile(options, slot, known, file, new HintWriter(options, id));
  }

  /** Whatever the file was when its process ended, it is closed now. */
  static found(options: BitcaskOptions, slot: number, found: FoundFile): DataFile {
    return new DataFile(options, slot, { ...found, isClosed: true }, found.file);
  }

  get unwrittenBytes(): number {
    return this.#writer === undefined ? 0 : this.size - this.#writer.written;
  }

  /** What a write failed with for good. */
  get failure(): Error | undefined {
    return this.#writer?.failure;
  }

  /** Gives where the record begins. */
  append(timestamp: number, key: Uint8Array, value: Uint8Array | undefined): number {
    const writer = this.#writer;
    assert(writer !== undefined && !this.isClosed, "a closed file does not change");
    const offset = this.size;
    const bytes = recordBytes(key, value);
    const at = writer.take(bytes);
    encodeRecord(writer.bytes, writer.view, at, timestamp, key, value, recordSeed(this.seed, offset), this.#crc32);
    this.#hint?.add(timestamp, key, value?.length);
    this.filter?.add(key);
    this.size += bytes;
    this.records++;
    return offset;
  }

  /** Nothing is appended any more. Answers when its hint is done with. */
  close(done: () => void): void {
    this.isClosed = true;
    this.filter?.finish();
    this.#hint?.finish(this.size, done);
  }

  /** What a checkpoint at this moment says of it. */
  captured(): ManifestFile {
    if (this.#writer !== undefined) this.#checksum = this.#writer.cut();
    const { id, size, records, isClosed } = this;
    return { id, size, records, isClosed, checksum: this.#checksum };
  }

  flush(done: EngineDone): void {
    if (this.#writer === undefined) this.#defer(() => done({ error: undefined, value: undefined }));
    else this.#writer.flush(done);
  }

  sync(done: EngineDone): void {
    this.#file.sync(done);
  }

  /** Bytes that are written. */
  readBytes(position: number, target: Uint8Array, done: EngineDone<number>): void {
    this.#file.read(position, target, done);
  }

  *closeFiles(): Script {
    const [found, writer] = [this.#found, this.#writer];
    if (found !== undefined) yield* ask((done) => found.close(done));
    if (writer !== undefined) yield (resume) => writer.close(resume);
    const hint = this.isClosed ? undefined : this.#hint;
    if (hint !== undefined) yield (resume) => hint.close(resume);
  }

  recordNow(offset: number, scratch: Scratch): EngineOutcome<EngineRecord> {
    const inMemory = this.#writer?.inMemory(offset);
    if (inMemory !== undefined) return this.#decode(inMemory, viewOf(inMemory), offset);
    const outcome = this.#file.readNow(offset, this.#firstTarget(scratch, offset));
    if (outcome.error !== undefined) return outcome;
    const first = upTo(scratch.bytes, outcome.value);
    const rest = this.#missing(first, scratch.view, offset);
    if (rest === undefined) return this.#decode(first, scratch.view, offset);
    const all = this.#file.readNow(offset, rest);
    return all.error === undefined ? this.#decode(upTo(rest, all.value), viewOf(rest), offset) : all;
  }

  /** The scratch is in use until the answer. */
  record(offset: number, scratch: Scratch, done: EngineDone<EngineRecord>): void {
    const inMemory = this.#writer?.inMemory(offset);
    if (inMemory !== undefined) {
      const outcome = this.#decode(inMemory, viewOf(inMemory), offset);
      this.#defer(() => done(outcome));
      return;
    }
    this.#file.read(offset, this.#firstTarget(scratch, offset), (outcome) => {
      if (outcome.error !== undefined) {
        done(outcome);
        return;
      }
      const first = upTo(scratch.bytes, outcome.value);
      const rest = this.#missing(first, scratch.view, offset);
      if (rest === undefined) {
        done(this.#decode(first, scratch.view, offset));
        return;
      }
      this.#file.read(offset, rest, ({ error, value: count }) => {
        done(error === undefined ? this.#decode(upTo(rest, count), viewOf(rest), offset) : { error });
      });
    });
  }

  damage(what: string, offset: number): EngineDamage {
    return new EngineDamage(what, this.path, offset);
  }

  /** The header of the record at an offset, if one can be there. */
  headerIn(bytes: Uint8Array, view: DataView, at: number, offset: number): RecordHeader {
    if (at + RECORD_HEADER_BYTES > bytes.length) throw this.damage("the file has lost its end", offset);
    const header = decodeRecordHeader(view, at);
    if (header === undefined || header.bytes > this.size - offset) {
      throw this.damage("what should be a record is damaged", offset);
    }
    return header;
  }

  /** A record all of whose bytes are there; throws if it is not what was written. `parts` copies or not. */
  recordIn(bytes: Uint8Array, view: DataView, at: number, offset: number, header: RecordHeader): EngineRecord {
    const end = at + header.bytes;
    if (end > bytes.length) throw this.damage("the file has lost its end", offset);
    if (!isRecordWhole(bytes, view, at, header.bytes, recordSeed(this.seed, offset), this.#crc32)) {
      throw this.damage("a record does not have its checksum", offset);
    }
    const { timestamp, isTombstone } = header;
    const middle = at + RECORD_HEADER_BYTES + header.keyBytes;
    const key = bytes.subarray(at + RECORD_HEADER_BYTES, middle);
    return { timestamp, isTombstone, key, value: bytes.subarray(middle, end) };
  }

  get #file(): File {
    const file = this.#found ?? this.#writer?.file;
    assert(file !== undefined, "the file was written and is there");
    return file;
  }

  /** What is read first: as much as most records have, but nothing behind the end. */
  #firstTarget({ bytes }: Scratch, offset: number): Uint8Array {
    const { size } = this;
    assert(offset >= HEADER_BYTES && offset + RECORD_HEADER_BYTES <= size, "a place in the file", offset, size);
    return upTo(bytes, size - offset);
  }

  /** Room for all of a record that the first attempt did not read to its end. */
  #missing(bytes: Uint8Array, view: DataView, offset: number): Uint8Array | undefined {
    if (bytes.length < RECORD_HEADER_BYTES) return undefined;
    const header = decodeRecordHeader(view, 0);
    if (header === undefined || header.bytes <= bytes.length || header.bytes > this.size - offset) return undefined;
    return new Uint8Array(header.bytes);
  }

  /** A copy of the record that these bytes begin with. */
  #decode(bytes: Uint8Array, view: DataView, offset: number): EngineOutcome<EngineRecord> {
    try {
      const header = this.headerIn(bytes, view, 0, offset);
      const { timestamp, isTombstone, key, value } = this.recordIn(bytes, view, 0, offset, header);
      return { error: undefined, value: { timestamp, isTombstone, key: key.slice(), value: value.slice() } };
    } catch (error) {
      if (error instanceof EngineDamage) return { error };
      throw error;
    }
  }
}

function upTo(bytes: Uint8Array, length: number): Uint8Array {
  return length < bytes.length ? bytes.subarray(0, length) : bytes;
}
