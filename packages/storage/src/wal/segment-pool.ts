import { assert } from "../assert.js";
import type { DiskError, File } from "../disk.js";
import { FREE_SEGMENTS_MAX, SECTOR_BYTES, SEGMENT_BYTES_MAX } from "../limits.js";
import { ByteWriter } from "./byte-writer.js";
import { writeEndMark } from "./end-mark.js";
import { segmentName } from "./file-names.js";
import { createSegment, type Segment } from "./segment.js";
import { decodeSegmentHeader, encodeSegmentHeader } from "./segment-header.js";
import type { WalOptions } from "./wal-options.js";

/** A file that holds nothing that is needed. */
export interface FreeFile {
  readonly file: File;
  readonly size: number;
}

/** Whom the pool works for. */
export interface PoolOwner {
  /** The number of the last durable batch. */
  readonly durable: number;
  /** What was under way is over: there may be another segment, or not, for want of space. */
  prepared(): void;
  failed(error: DiskError): void;
}

/**
 * Prepares the next segment while the current one is being filled, so that a lack of space shows before it hurts. A
 * segment is handed out only once its header is durable: no batch ever stands behind a header that a crash could take
 * back, and so no two batches with one number are ever written in the same life of a segment.
 */
export class SegmentPool {
  readonly #options: WalOptions;
  readonly #owner: PoolOwner;
  readonly #free: FreeFile[] = [];
  #next: Segment | undefined;
  /** The highest incarnation that was ever given to a segment, or number to a file. */
  #incarnation: number;
  #isBusy = false;
  #lack: DiskError | undefined;
  /** Files that are being given back to the disk. */
  #removals = 0;

  constructor(options: WalOptions, owner: PoolOwner, incarnation: number) {
    this.#options = options;
    this.#owner = owner;
    this.#incarnation = incarnation;
  }

  /** Why there was no room for another segment, if that was so at the last attempt. */
  get lack(): DiskError | undefined {
    return this.#lack;
  }

  get isPreparing(): boolean {
    return this.#isBusy;
  }

  get isIdle(): boolean {
    return !this.#isBusy && this.#removals === 0;
  }

  /** The next segment, if it is prepared and has so much room; otherwise one with that is prepared. */
  take(bytesMin: number, usualBytes: number): Segment | undefined {
    const next = this.#next;
    if (next === undefined || next.capacity < bytesMin) {
      this.#next = undefined;
      if (next !== undefined) this.recycle({ file: next.file, size: next.capacity });
      this.prepare(bytesMin, usualBytes);
      return undefined;
    }
    this.#next = undefined;
    return next;
  }

  prepare(bytesMin: number, usualBytes: number): void {
    if (this.#isBusy || this.#next !== undefined) return;
    assert(bytesMin <= SEGMENT_BYTES_MAX, "a batch has room in a segment", bytesMin);
    this.#isBusy = true;
    const size = Math.max(bytesMin, usualBytes);
    const free = this.#free.findIndex((file) => file.size >= size);
    const [found] = free === -1 ? [] : this.#free.splice(free, 1);
    this.#incarnation++;
    if (found === undefined) this.#create(size);
    else this.#begin(found);
  }

  /** There may be room again for what there was none. */
  lookForSpace(): void {
    const { reserve, segmentBytes } = this.#options;
    if (this.#lack !== undefined) this.prepare(0, segmentBytes);
    else if (reserve?.isWhole === false) reserve.restore(() => undefined);
  }

  /** Nothing in the file is needed any more. */
  recycle(free: FreeFile): void {
    if (free.size === this.#options.segmentBytes && this.#free.length < FREE_SEGMENTS_MAX) this.#free.push(free);
    else this.#remove(free.file);
  }

  /** The files that are open because of the pool. */
  files(): File[] {
    const files = this.#free.map(({ file }) => file);
    if (this.#next !== undefined) files.push(this.#next.file);
    return files;
  }

  /** The reserve comes first: what is promised already goes before what is yet to be. */
  #create(size: number): void {
    const { reserve } = this.#options;
    if (reserve === undefined || reserve.isWhole) {
      this.#createFile(size);
      return;
    }
    reserve.restore((error) => {
      if (error === undefined) this.#createFile(size);
      else this.#noRoom(error, undefined);
    });
  }

  #createFile(size: number): void {
    const { disk, directory } = this.#options;
    disk.open(`${directory}/${segmentName(this.#incarnation)}`, "new", ({ error, value: file }) => {
      if (error === undefined) this.#allocate({ file, size });
      else this.#noRoom(error, undefined);
    });
  }

  /** The size is durable before there is a header, so that a shorter file with a header is a damaged one. */
  #allocate(free: FreeFile): void {
    const { disk, directory } = this.#options;
    const { file, size } = free;
    file.allocate(size, ({ error }) => {
      if (error !== undefined) {
        this.#noRoom(error, file);
        return;
      }
      file.sync(({ error }) => {
        if (error !== undefined) {
          this.#noRoom(error, file);
          return;
        }
        disk.syncDirectory(directory, ({ error }) => {
          if (error === undefined) this.#begin(free);
          else this.#noRoom(error, file);
        });
      });
    });
  }

  /** A new life: the header, and no batch behind it. */
  #begin({ file, size }: FreeFile): void {
    const { crc32, random, writer } = this.#options;
    const fields = {
      incarnation: this.#incarnation,
      capacity: size,
      durable: this.#owner.durable,
      salt: random(),
      writer,
    };
    const sector = encodeSegmentHeader(fields, crc32);
    const header = decodeSegmentHeader(file.path, sector, crc32);
    assert(header !== undefined, "a header can be read again");
    const end = new ByteWriter(SECTOR_BYTES);
    writeEndMark(end, 0, header, crc32);
    end.zeros(SECTOR_BYTES - end.length);
    file.write(0, [sector, end.view()], ({ error }) => {
      if (error !== undefined) {
        this.#fail(error);
        return;
      }
      file.sync(({ error }) => {
        if (error !== undefined) {
          this.#fail(error);
          return;
        }
        this.#next = createSegment(file, header);
        this.#end(undefined);
      });
    });
  }

  /** Only a new file is concerned, which nothing depends on: it is given back, and the log goes on with what it has. */
  #noRoom(error: DiskError, file: File | undefined): void {
    if (error.code !== "ENOSPC") {
      this.#fail(error);
      return;
    }
    if (file !== undefined) this.#remove(file);
    this.#end(error);
  }

  #end(lack: DiskError | undefined): void {
    this.#isBusy = false;
    const isNews = (lack === undefined) !== (this.#lack === undefined);
    this.#lack = lack;
    if (isNews) this.#options.spaceChanged(lack === undefined);
    this.#owner.prepared();
  }

  #fail(error: DiskError): void {
    this.#isBusy = false;
    this.#owner.failed(error);
  }

  /** A file that can not be removed now is found again by the next recovery. */
  #remove(file: File): void {
    this.#removals++;
    file.close(() => {
      this.#options.disk.remove(file.path, () => {
        this.#removals--;
        this.#owner.prepared();
      });
    });
  }
}
