import type { Disk, DiskError, File } from "../disk.js";
import { splitPath } from "../disk-rules.js";
import { CUT_BYTES_MAX, CUT_FILES_MAX, LOOK_AHEAD_BYTES, SECTOR_BYTES, SEGMENT_BYTES_MAX } from "../limits.js";
import type { CutTail, LogDone } from "../log.js";
import { batchBytes, FLAG_TAIL_CUT } from "./batch-header.js";
import { cutName, isCutName, segmentNumber } from "./file-names.js";
import { inOrder, type Next } from "./in-order.js";
import { LogScan } from "./log-scan.js";
import { readBytes } from "./read-bytes.js";
import { SegmentReader } from "./segment-reader.js";
import { createSegment, type Segment } from "./segment.js";
import { decodeSegmentHeader } from "./segment-header.js";
import type { FreeFile } from "./segment-pool.js";
import type { Recovery } from "./wal.js";
import { WalDamage, WalForeign } from "./wal-error.js";
import type { WalOptions } from "./wal-options.js";

/** What recovery found, with the files open. */
export interface RecoveredFiles extends Recovery {
  readonly cut: CutTail | undefined;
  closeFiles(done: () => void): void;
}

/** Reads the log once from its beginning to its end. May be broken off at any point, and repeated. */
export function recoverLog(options: WalOptions, done: LogDone<RecoveredFiles>): void {
  const recovering = new Recovering(options);
  recovering.run((error) => {
    if (error === undefined) done({ error: undefined, value: recovering.result() });
    else recovering.closeFiles(() => done({ error }));
  });
}

class Recovering {
  readonly #options: WalOptions;
  readonly #disk: Disk;
  readonly #scan: LogScan;
  readonly #files: File[] = [];
  readonly #segments: Segment[] = [];
  /** Files that were never used. */
  readonly #unused: FreeFile[] = [];
  #names: readonly string[] = [];
  #incarnation = 0;
  #tailCut = false;
  #cut: CutTail | undefined;
  #torn: Segment | undefined;

  constructor(options: WalOptions) {
    this.#options = options;
    this.#disk = options.disk;
    this.#scan = new LogScan(options.crc32);
  }

  run(done: Next): void {
    const steps = [
      this.#findFiles.bind(this),
      this.#openFiles.bind(this),
      this.#readSegments.bind(this),
      this.#judge.bind(this),
      this.#settleTail.bind(this),
    ];
    inOrder(steps, (step, next) => step(next), done);
  }

  result(): RecoveredFiles {
    const { tail, groups } = this.#scan;
    const segments = this.#scan.live();
    const rest = this.#segments.filter((segment) => !segments.includes(segment));
    const free = [...rest.filter((segment) => segment !== this.#torn).map(freed), ...this.#unused];
    const freeLater = rest.filter((segment) => segment === this.#torn).map(freed);
    return {
      groups,
      segments,
      offset: tail?.offset ?? 0,
      sequence: tail?.header.sequence ?? 0,
      incarnation: this.#incarnation,
      tailCut: this.#tailCut,
      cut: this.#cut,
      free,
      freeLater,
      closeFiles: (done) => this.closeFiles(done),
    };
  }

  closeFiles(done: () => void): void {
    inOrder(this.#files, (file, next) => file.close(() => next()), done);
  }

  /** The names that are there become durable, in case they were not. */
  #findFiles(done: Next): void {
    const { directory } = this.#options;
    const [parent] = splitPath(directory);
    const steps: ((next: (outcome: { readonly error: DiskError | undefined }) => void) => void)[] = [
      (next) => this.#disk.makeDirectory(directory, next),
      (next) => this.#disk.syncDirectory(parent, next),
      (next) => this.#disk.syncDirectory(directory, next),
      (next) =>
        this.#disk.list(directory, (outcome) => {
          this.#names = outcome.value ?? [];
          next(outcome);
        }),
    ];
    inOrder(steps, (step, next) => step(({ error }) => next(error)), done);
  }

  #openFiles(done: Next): void {
    const names = this.#names.filter((name) => segmentNumber(name) !== undefined);
    inOrder(
      names,
      (name, next) => this.#openFile(name, next),
      (error) => {
        this.#segments.sort((a, b) => a.incarnation - b.incarnation);
        done(error ?? this.#findTwins());
      },
    );
  }

  #openFile(name: string, done: Next): void {
    this.#incarnation = Math.max(this.#incarnation, segmentNumber(name) ?? 0);
    this.#disk.open(`${this.#options.directory}/${name}`, "existing", ({ error, value: file }) => {
      if (error !== undefined) {
        done(error);
        return;
      }
      this.#files.push(file);
      file.size(({ error, value: size }) => {
        if (error === undefined) this.#readHeader(file, size, done);
        else done(error);
      });
    });
  }

  #readHeader(file: File, size: number, done: Next): void {
    readBytes(file, 0, SECTOR_BYTES, (error, sector) => {
      if (error === undefined) this.#takeHeader(file, size, sector, done);
      else done(error);
    });
  }

  #takeHeader(file: File, size: number, sector: Uint8Array, done: Next): void {
    let header;
    try {
      header = decodeSegmentHeader(file.path, sector, this.#options.crc32);
    } catch (error) {
      done(asError(error));
      return;
    }
    if (header === undefined) {
      this.#takeUnused(file, size, done);
      return;
    }
    if (size < header.capacity) {
      done(
        new WalDamage(`the file has lost its end: ${header.capacity} bytes were here`, {
          file: file.path,
          offset: size,
        }),
      );
      return;
    }
    this.#incarnation = Math.max(this.#incarnation, header.incarnation);
    this.#segments.push(createSegment(file, header));
    done();
  }

  /** A file is made of zeros before it gets a header, and an end mark with it, which may be there alone after a crash. */
  #takeUnused(file: File, size: number, done: Next): void {
    if (size > SEGMENT_BYTES_MAX) {
      done(new WalForeign(file.path));
      return;
    }
    readBytes(file, 0, size, (error, bytes) => {
      if (bytes.some((byte, position) => byte !== 0 && position >= 2 * SECTOR_BYTES)) {
        done(new WalDamage("the segment's header is gone", { file: file.path, offset: 0 }));
        return;
      }
      this.#unused.push({ file, size });
      done(error);
    });
  }

  #findTwins(): WalDamage | undefined {
    const twin = this.#segments.find((segment, i) => segment.incarnation === this.#segments[i - 1]?.incarnation);
    return twin && new WalDamage("another file claims to be the same segment", { file: twin.file.path, offset: 0 });
  }

  #readSegments(done: Next): void {
    const { crc32, lookAheadBytes = LOOK_AHEAD_BYTES } = this.#options;
    new SegmentReader(this.#segments, this.#scan, { crc32, lookAheadBytes }, done);
  }

  #judge(done: Next): void {
    try {
      this.#scan.finish();
    } catch (error) {
      done(asError(error));
      return;
    }
    const { tail } = this.#scan;
    const torn = this.#scan.torn();
    this.#torn = torn?.segment;
    this.#tailCut = torn !== undefined || Math.floor((tail?.header.flags ?? 0) / FLAG_TAIL_CUT) % 2 === 1;
    if (torn === undefined) {
      done();
      return;
    }
    const end = Math.min(endOfBytes(torn.bytes, torn.offset), torn.offset + CUT_BYTES_MAX);
    const name = cutName((tail?.header.sequence ?? 0) + 1, torn.segment.incarnation);
    const { file } = torn.segment;
    this.#cut = { file: file.path, offset: torn.offset, bytes: end - torn.offset, keptIn: undefined };
    this.#keepAside(name, torn.bytes.subarray(torn.offset, end), done);
  }

  /** For whoever wants to look into it; without room for it, it is let go. */
  #keepAside(name: string, piece: Uint8Array, done: Next): void {
    const { directory } = this.#options;
    const kept = this.#names.filter((other) => isCutName(other) && other !== name);
    const tooMany = kept.slice(0, Math.max(0, kept.length + 1 - CUT_FILES_MAX));
    const removeSome: Next = () => {
      inOrder(tooMany, (old, next) => this.#disk.remove(`${directory}/${old}`, () => next()), done);
    };
    this.#disk.open(`${directory}/${name}`, "any", ({ error, value: file }) => {
      if (error !== undefined) {
        if (error.code === "ENOSPC") removeSome();
        else done(error);
        return;
      }
      file.write(0, [piece], ({ error }) => {
        const problem = error?.code === "ENOSPC" ? undefined : error;
        const isWritten = error === undefined;
        file.sync(({ error }) => {
          file.close(() => {
            const failure = problem ?? (error?.code === "ENOSPC" ? undefined : error);
            if (isWritten && error === undefined && this.#cut !== undefined) {
              this.#cut = { ...this.#cut, keptIn: `${directory}/${name}` };
            }
            if (failure === undefined) removeSome();
            else done(failure);
          });
        });
      });
    });
  }

  /**
   * What a crash left behind the tail must not mix with what is written there next. The first sector is left to the next
   * batch: until that is durable, another recovery must still see that something was cut. The last batch is written once
   * more: after a failed sync of the process before, it may be readable and yet never reach the disk.
   */
  #settleTail(done: Next): void {
    const { tail } = this.#scan;
    if (tail === undefined) {
      done();
      return;
    }
    const { file } = tail.segment;
    const last = tail.bytes.subarray(tail.offset - batchBytes(tail.header.length), tail.offset);
    const from = tail.offset + SECTOR_BYTES;
    const zeros = new Uint8Array(Math.max(0, endOfBytes(tail.bytes, from) - from));
    const steps: ((next: (outcome: { readonly error: DiskError | undefined }) => void) => void)[] = [
      (next) => file.write(tail.offset - last.length, [last], next),
      (next) => file.write(from, [zeros], next),
      (next) => file.sync(next),
    ];
    inOrder(zeros.length === 0 ? steps.toSpliced(1, 1) : steps, (step, next) => step(({ error }) => next(error)), done);
  }
}

function freed({ file, capacity }: Segment): FreeFile {
  return { file, size: capacity };
}

/** Behind the last sector from `offset` on that holds anything. */
function endOfBytes(bytes: Uint8Array, offset: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length;
  while (end > offset && isEmptySector(view, end - SECTOR_BYTES)) end -= SECTOR_BYTES;
  return Math.max(offset, end);
}

function isEmptySector(view: DataView, sector: number): boolean {
  for (let at = sector; at < sector + SECTOR_BYTES; at += 4) if (view.getInt32(at) !== 0) return false;
  return true;
}

function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  throw error;
}
