import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { SECTOR_BYTES, SEGMENT_BYTES_MAX, SEGMENT_BYTES_MIN } from "../limits.js";
import { ByteReader } from "./byte-reader.js";
import { ByteWriter } from "./byte-writer.js";
import { WalDamage, WalForeign } from "./wal-error.js";

const WAL_VERSION = 1;

/** "KEYVALWL" */
const MAGIC = [0x4b, 0x45, 0x59, 0x56, 0x41, 0x4c, 0x57, 0x4c] as const;

const WRITER_BYTES = 64;
const CHECKSUM_POSITION = SECTOR_BYTES - 4;

/** The first sector of a segment; docs/internals/wal.md describes it to the byte. */
export interface SegmentHeader {
  /** Counts the lives of all segments of a log: no two have the same, and it orders them. */
  readonly incarnation: number;
  /** How many bytes of the file belong to the segment. */
  readonly capacity: number;
  /** Every batch up to this one was durable when the segment was prepared. */
  readonly durable: number;
  /** Chance, so that no payload can be made to look like a batch. */
  readonly salt: number;
  /** Which program wrote it. */
  readonly writer: string;
}

export interface ReadHeader extends SegmentHeader {
  /** The checksum of the header: with it every checksum in this life of the segment begins. */
  readonly seed: number;
}

export function encodeSegmentHeader(header: SegmentHeader, crc32: Crc32): Uint8Array {
  const writer = new ByteWriter(SECTOR_BYTES);
  writer.bytes(Uint8Array.from(MAGIC));
  writer.u32(WAL_VERSION);
  writer.u32(SECTOR_BYTES);
  writer.bytes(asciiBytes(header.writer));
  writer.u64(header.incarnation);
  writer.u64(header.capacity);
  writer.u64(header.durable);
  writer.u32(header.salt);
  writer.zeros(CHECKSUM_POSITION - writer.length);
  writer.u32(crc32(writer.view(), 0));
  return writer.view();
}

/** Undefined for a sector of zeros: the file was never used. */
export function decodeSegmentHeader(file: string, sector: Uint8Array, crc32: Crc32): ReadHeader | undefined {
  if (sector.every((byte) => byte === 0)) return undefined;
  if (sector.length < SECTOR_BYTES || MAGIC.some((byte, i) => sector[i] !== byte)) throw new WalForeign(file);
  const reader = new ByteReader(sector, MAGIC.length, SECTOR_BYTES);
  // The version, the writer and the checksum stand in these places in every version.
  const version = reader.u32();
  const seed = new ByteReader(sector, CHECKSUM_POSITION, SECTOR_BYTES).u32();
  if (crc32(sector.subarray(0, CHECKSUM_POSITION), 0) !== seed) {
    throw new WalDamage("the segment's header does not have its checksum", { file, offset: 0 });
  }
  const sectorBytes = reader.u32();
  const writer = text(reader.bytes(WRITER_BYTES));
  if (version !== WAL_VERSION || sectorBytes !== SECTOR_BYTES) throw new WalForeign(file, version, writer);
  const incarnation = reader.u64();
  const capacity = reader.u64();
  const durable = reader.u64();
  const salt = reader.u32();
  if (capacity < SEGMENT_BYTES_MIN || capacity > SEGMENT_BYTES_MAX || capacity % SECTOR_BYTES !== 0) {
    throw new WalDamage(`no segment has ${capacity} bytes`, { file, offset: 0 });
  }
  return { incarnation, capacity, durable, salt, writer, seed };
}

function asciiBytes(writer: string): Uint8Array {
  assert(writer.length <= WRITER_BYTES, "a writer's name has its place", writer.length);
  const bytes = new Uint8Array(WRITER_BYTES);
  for (let i = 0; i < writer.length; i++) {
    const code = writer.charCodeAt(i);
    assert(code >= 0x20 && code < 0x7f, "a writer's name is plain ASCII", code);
    bytes[i] = code;
  }
  return bytes;
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.filter((byte) => byte !== 0));
}
