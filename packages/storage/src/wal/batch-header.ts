import type { Crc32 } from "../crc32.js";
import { NUMBER_MAX, SECTOR_BYTES } from "../limits.js";
import type { ByteWriter } from "./byte-writer.js";

export const BATCH_HEADER_BYTES = 48;

const CHECKSUM = 0;
const LIFE = 4;
const INCARNATION = 8;
const SEQUENCE = 16;
const DURABLE = 24;
const HEAD = 32;
const LENGTH = 40;
const FLAGS = 44;

/** The batch begins with the state of every group: nothing that stands before it is needed but entries. */
export const FLAG_CHECKPOINT = 1;
/** Recovery cut off the end of the log, and the owner has not appended anything since. */
export const FLAG_TAIL_CUT = 2;
/** The next batch may be larger than recovery looks behind an end mark. */
export const FLAG_LARGE_NEXT = 4;

/** What stands before the records of a batch; docs/internals/wal.md describes it to the byte. */
export interface BatchHeader {
  /** The segment's. */
  readonly incarnation: number;
  /** Counts the batches of the log. */
  readonly sequence: number;
  /** Every batch up to this one was durable when this one was written. */
  readonly durable: number;
  /** The oldest segment that is needed, by its incarnation. */
  readonly head: number;
  /** Of the records. */
  readonly length: number;
  readonly flags: number;
}

/** One life of a segment: its number and the checksum of its header. */
export interface Life {
  readonly incarnation: number;
  readonly seed: number;
}

export function announcesLarge({ flags }: BatchHeader): boolean {
  return Math.floor(flags / FLAG_LARGE_NEXT) % 2 === 1;
}

/** Writes the header in front of the records, for which the writer left room, and the checksum over both. */
export function finishBatch(writer: ByteWriter, header: BatchHeader, seed: number, crc32: Crc32): void {
  writer.setU32(LIFE, seed);
  writer.setU64(INCARNATION, header.incarnation);
  writer.setU64(SEQUENCE, header.sequence);
  writer.setU64(DURABLE, header.durable);
  writer.setU64(HEAD, header.head);
  writer.setU32(LENGTH, header.length);
  writer.setU32(FLAGS, header.flags);
  writer.setU32(CHECKSUM, crc32(writer.view(LIFE), seed));
}

/** The batch that begins at `offset`, if a whole one does and belongs to this life of the segment. */
export function verifyBatch(bytes: Uint8Array, offset: number, life: Life, crc32: Crc32): BatchHeader | undefined {
  const header = peekBatch(bytes, offset, life);
  if (header === undefined) return undefined;
  const end = offset + BATCH_HEADER_BYTES + header.length;
  if (end > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checksum = crc32(bytes.subarray(offset + LIFE, end), life.seed);
  return checksum === view.getUint32(offset + CHECKSUM, true) ? header : undefined;
}

/**
 * What the bytes at `offset` say of themselves if they look like a batch of this life, true or not. Nobody outside knows
 * the seed, so that no payload can look like one, and a search for batches computes few checksums.
 */
export function peekBatch(bytes: Uint8Array, offset: number, { seed, incarnation }: Life): BatchHeader | undefined {
  if (offset + BATCH_HEADER_BYTES > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, BATCH_HEADER_BYTES);
  if (view.getUint32(LIFE, true) !== seed || u64(view, INCARNATION) !== incarnation) return undefined;
  const header = {
    incarnation,
    sequence: u64(view, SEQUENCE),
    durable: u64(view, DURABLE),
    head: u64(view, HEAD),
    length: view.getUint32(LENGTH, true),
    flags: view.getUint32(FLAGS, true),
  };
  const isExact = Math.max(header.sequence, header.durable, header.head) <= NUMBER_MAX;
  return isExact ? header : undefined;
}

/** Where the first whole batch of this life stands from `offset` on. */
export function findBatch(bytes: Uint8Array, offset: number, life: Life, crc32: Crc32): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = offset; at + BATCH_HEADER_BYTES <= bytes.length; at += SECTOR_BYTES) {
    if (view.getUint32(at + LIFE, true) !== life.seed) continue;
    if (verifyBatch(bytes, at, life, crc32) !== undefined) return at;
  }
  return undefined;
}

/** The bytes that a batch takes in its segment. */
export function batchBytes(length: number): number {
  return Math.ceil((BATCH_HEADER_BYTES + length) / SECTOR_BYTES) * SECTOR_BYTES;
}

function u64(view: DataView, position: number): number {
  return view.getUint32(position, true) + view.getUint32(position + 4, true) * 2 ** 32;
}
