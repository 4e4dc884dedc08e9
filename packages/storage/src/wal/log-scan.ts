import { AssertionError } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import type { GroupId } from "../log.js";
import { SECTOR_BYTES } from "../limits.js";
import { applyNext } from "./apply-record.js";
import {
  announcesLarge,
  BATCH_HEADER_BYTES,
  batchBytes,
  findBatch,
  FLAG_CHECKPOINT,
  peekBatch,
  verifyBatch,
  type BatchHeader,
} from "./batch-header.js";
import { ByteReader, Malformed } from "./byte-reader.js";
import { isEnd } from "./end-mark.js";
import type { GroupLog } from "./group-log.js";
import { readRecord } from "./record.js";
import type { Segment } from "./segment.js";
import { WalDamage, type DamagePlace } from "./wal-error.js";

/** Where the log ends. */
export interface Tail {
  readonly segment: Segment;
  /** Behind the last batch. */
  readonly offset: number;
  readonly header: BatchHeader;
  /** The segment, as far as it was read: all of it, unless nothing stands behind the end. */
  readonly bytes: Uint8Array;
}

/** A segment that holds no batch at its beginning. */
interface Empty {
  readonly segment: Segment;
  /** A batch that begins somewhere all the same: one before it is damaged. */
  readonly damage: WalDamage | undefined;
  /** What stands at its beginning, if something does. */
  readonly torn: Uint8Array | undefined;
}

/**
 * Reads the segments in order of their incarnation and judges what it finds. A gap in the sequence of batches may be
 * the remains of segments that are no longer needed, or damage: only the last batch tells where the log begins.
 */
export class LogScan {
  readonly groups = new Map<GroupId, GroupLog>();
  readonly empties: Empty[] = [];
  tail: Tail | undefined;
  readonly #crc32: Crc32;
  readonly #segments: Segment[] = [];
  /** The first segment of the unbroken sequence that leads to the tail. */
  #first: Segment | undefined;
  /** What broke the sequence last. */
  #broken: WalDamage | undefined;
  /** Set if it broke behind the last batch that was read. */
  #isBroken = false;

  constructor(crc32: Crc32) {
    this.#crc32 = crc32;
  }

  /** The segments that are needed, in order. */
  live(): Segment[] {
    const head = this.tail?.header.head ?? 0;
    const end = this.tail?.segment.incarnation ?? 0;
    const isEmpty = new Set(this.empties.map(({ segment }) => segment));
    return this.#segments.filter(
      (segment) => segment.incarnation >= head && segment.incarnation <= end && !isEmpty.has(segment),
    );
  }

  /** Whether the next segment may begin with a batch of any size. */
  get mayBeginLarge(): boolean {
    const { tail } = this;
    return tail === undefined || announcesLarge(tail.header) || tail.offset >= tail.segment.capacity;
  }

  /** The next segment, with all its bytes, or all that matter. */
  add(segment: Segment, bytes: Uint8Array): void {
    this.#segments.push(segment);
    const first = verifyBatch(bytes, SECTOR_BYTES, segment, this.#crc32);
    if (first === undefined) {
      const place = this.#laterBatch(segment, bytes, SECTOR_BYTES);
      const torn = isEnd(bytes, SECTOR_BYTES, 0, segment, this.#crc32) ? undefined : bytes;
      this.empties.push({ segment, damage: place && damaged(place), torn });
      return;
    }
    if (this.tail === undefined || this.#isBroken || first.sequence !== this.tail.header.sequence + 1) {
      this.#restart(segment);
    }
    this.#readBatches(segment, bytes, first);
  }

  /** Whether these bytes of a segment are still needed. */
  keeps(bytes: Uint8Array): boolean {
    return this.tail?.bytes === bytes || this.empties.some(({ torn }) => torn === bytes);
  }

  /** Throws if anything is missing that was once durable. */
  finish(): void {
    const { tail } = this;
    const end = tail?.segment.incarnation ?? 0;
    if (tail !== undefined && (this.#first?.incarnation ?? 0) > tail.header.head) {
      const file = this.#first?.file.path ?? "";
      throw this.#broken ?? new WalDamage("segments before this one are missing", { file, offset: 0 });
    }
    if (this.#isBroken && this.#broken !== undefined) throw this.#broken;
    for (const { segment, damage } of this.empties) {
      if (segment.incarnation > end && damage !== undefined) throw damage;
    }
    this.#checkDurable();
    for (const group of this.groups.values()) this.#checkWhole(group);
  }

  /** Whether something stands where the next batch would, and what: it was never vouched for. */
  torn(): { readonly segment: Segment; readonly offset: number; readonly bytes: Uint8Array } | undefined {
    const { tail } = this;
    if (tail !== undefined) {
      const { bytes, offset, header, segment } = tail;
      if (!isEnd(bytes, offset, header.sequence, segment, this.#crc32)) return tail;
    }
    const empty = this.empties.find(
      ({ segment, torn }) => torn !== undefined && segment.incarnation > (tail?.segment.incarnation ?? 0),
    );
    return empty?.torn && { segment: empty.segment, offset: SECTOR_BYTES, bytes: empty.torn };
  }

  /** Every segment begins with the state of all groups, so that nothing but entries is lost with those before it. */
  #restart(segment: Segment): void {
    if (this.tail !== undefined && !this.#isBroken) {
      const { segment, offset, bytes } = this.tail;
      const place = { file: segment.file.path, offset, ...hint(bytes, offset, segment) };
      this.#broken = new WalDamage("batches that were durable are missing from here on", place);
    }
    for (const group of this.groups.values()) group.places.clear();
    this.groups.clear();
    this.#first = segment;
    this.#isBroken = false;
  }

  #readBatches(segment: Segment, bytes: Uint8Array, first: BatchHeader): void {
    let offset = SECTOR_BYTES;
    let header: BatchHeader | undefined = first;
    for (let sequence = first.sequence; header?.sequence === sequence; sequence++) {
      this.#applyBatch(segment, bytes, offset, header);
      offset += batchBytes(header.length);
      this.tail = { segment, offset, header, bytes };
      header = verifyBatch(bytes, offset, segment, this.#crc32);
    }
    const place = this.#laterBatch(segment, bytes, offset);
    if (place === undefined) return;
    this.#isBroken = true;
    this.#broken = damaged(place);
  }

  #applyBatch(segment: Segment, bytes: Uint8Array, offset: number, header: BatchHeader): void {
    const start = offset + BATCH_HEADER_BYTES;
    const place = { segment, offset, bytes: batchBytes(header.length), sequence: header.sequence };
    const reader = new ByteReader(bytes, start, start + header.length);
    try {
      const isFirst = offset === SECTOR_BYTES;
      if (isFirst !== (header.flags % 2 === FLAG_CHECKPOINT)) throw new Malformed("a checkpoint out of its place");
      while (reader.left > 0) {
        const at = reader.position - offset;
        applyNext(this.groups, reader, place, at);
      }
    } catch (error) {
      if (!(error instanceof Malformed || error instanceof AssertionError)) throw error;
      throw new WalDamage(`a batch is whole but makes no sense: ${error.message}`, { file: segment.file.path, offset });
    }
  }

  /** If any batch stands behind `offset`, the one at `offset` was durable, and is damaged. */
  #laterBatch(segment: Segment, bytes: Uint8Array, offset: number): DamagePlace | undefined {
    const later = findBatch(bytes, offset, segment, this.#crc32);
    return later === undefined ? undefined : { file: segment.file.path, offset, ...hint(bytes, offset, segment) };
  }

  /** A segment that was prepared later knows how far the log was durable then. */
  #checkDurable(): void {
    const sequence = this.tail?.header.sequence ?? 0;
    for (const segment of this.#segments) {
      if (segment.durable <= sequence) continue;
      const file = this.tail?.segment.file.path ?? segment.file.path;
      const offset = this.tail?.offset ?? 0;
      throw new WalDamage(`the batches up to ${segment.durable} were durable, and are missing`, { file, offset });
    }
  }

  #checkWhole({ group, places, base, last }: GroupLog): void {
    const first = places.firstMissing(base, last);
    if (first === undefined) return;
    const file = this.#first?.file.path ?? "";
    throw new WalDamage("entries are missing", { file, offset: 0, group, first, last });
  }
}

function damaged(place: DamagePlace): WalDamage {
  return new WalDamage("a batch that was durable does not have its checksum", place);
}

/** Whose entries the damaged batch seems to hold: its bytes are not to be trusted, yet mostly they are right. */
function hint(bytes: Uint8Array, offset: number, segment: Segment): Partial<DamagePlace> {
  const header = peekBatch(bytes, offset, segment);
  const start = offset + BATCH_HEADER_BYTES;
  if (header === undefined || start + header.length > bytes.length) return {};
  const reader = new ByteReader(bytes, start, start + header.length);
  try {
    while (reader.left > 0) {
      const record = readRecord(reader);
      if (record.kind !== "entries" && record.kind !== "moved") continue;
      const { first, count } = record.entries;
      return { group: record.group, first, last: first + count - 1 };
    }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
  }
  return {};
}
