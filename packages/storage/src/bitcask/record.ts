import { type Crc32, crc32Between } from "../crc32.js";
import { KEY_BYTES_MAX, NATIVE_CRC_BYTES_MIN, VALUE_BYTES_MAX } from "../limits.js";

/** [crc | timestamp | key_size | value_size | key | value], as docs/internals/bitcask.md has it. */
export const RECORD_HEADER_BYTES = 20;

/** Instead of a size: the record is a tombstone and has no value. */
export const TOMBSTONE_SIZE = 2 ** 32 - 1;

/** Where the parts of a record end, counted from its first byte, and what stands before the key. */
export interface RecordHeader {
  readonly timestamp: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly isTombstone: boolean;
  /** Of all of it. */
  readonly bytes: number;
}

/** What a file's place adds to the checksum, so that a record is only good where it was written. */
export function recordSeed(fileSeed: number, offset: number): number {
  return (fileSeed + offset) % 2 ** 32;
}

export function recordBytes(key: Uint8Array, value: Uint8Array | undefined): number {
  return RECORD_HEADER_BYTES + key.length + (value?.length ?? 0);
}

/** Writes a record into bytes that have room for it. */
export function encodeRecord(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  timestamp: number,
  key: Uint8Array,
  value: Uint8Array | undefined,
  seed: number,
  crc32: Crc32,
): void {
  view.setUint32(at + 4, timestamp % 2 ** 32, true);
  view.setUint32(at + 8, Math.floor(timestamp / 2 ** 32), true);
  view.setUint32(at + 12, key.length, true);
  view.setUint32(at + 16, value === undefined ? TOMBSTONE_SIZE : value.length, true);
  bytes.set(key, at + RECORD_HEADER_BYTES);
  if (value !== undefined) bytes.set(value, at + RECORD_HEADER_BYTES + key.length);
  const end = at + recordBytes(key, value);
  view.setUint32(at, checksumOf(bytes, view, at + 4, end, seed, crc32), true);
}

/** Undefined for a header that no record can have. */
export function decodeRecordHeader(view: DataView, at: number): RecordHeader | undefined {
  const timestamp = view.getUint32(at + 4, true) + view.getUint32(at + 8, true) * 2 ** 32;
  return checkedHeader(timestamp, view.getUint32(at + 12, true), view.getUint32(at + 16, true));
}

export function checkedHeader(timestamp: number, keyBytes: number, valueSize: number): RecordHeader | undefined {
  const isTombstone = valueSize === TOMBSTONE_SIZE;
  const valueBytes = isTombstone ? 0 : valueSize;
  if (timestamp >= 2 ** 53 || keyBytes > KEY_BYTES_MAX || valueBytes > VALUE_BYTES_MAX) return undefined;
  return { timestamp, keyBytes, valueBytes, isTombstone, bytes: RECORD_HEADER_BYTES + keyBytes + valueBytes };
}

/** Whether the record, of which all bytes are there, is what was written. */
export function isRecordWhole(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  length: number,
  seed: number,
  crc32: Crc32,
): boolean {
  return checksumOf(bytes, view, at + 4, at + length, seed, crc32) === view.getUint32(at, true);
}

function checksumOf(bytes: Uint8Array, view: DataView, from: number, to: number, seed: number, crc32: Crc32): number {
  return to - from < NATIVE_CRC_BYTES_MIN ? crc32Between(view, from, to, seed) : crc32(bytes.subarray(from, to), seed);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
