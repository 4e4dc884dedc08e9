import { asciiBytes, asciiText } from "../ascii.js";
import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { IDENTITY_FIELD_LENGTH_MAX, MANIFEST_BYTES_MAX } from "../limits.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";

/** Everything in a backup begins at a multiple of this, and is filled up to one with zeros. */
export const BLOCK_BYTES = 512;

const VERSION = 1;
const MAGIC = "KEYVALBK";
const WRITER_BYTES = 64;
const CHECKSUM_BYTES = 4;

/** The first block of a backup; docs/internals/backup.md describes it to the byte. */
export interface BackupHeader {
  /** The program that wrote it, and its version. */
  readonly writer: string;
  /** The cluster that it was taken of. */
  readonly cluster: string;
  /** Of the whole backup. */
  readonly bytes: number;
  readonly manifestBytes: number;
  /** Keys that were there. */
  readonly keys: number;
}

export function padded(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
}

export function encodeBackupHeader(header: BackupHeader, crc32: Crc32): Uint8Array {
  const { writer: program, cluster, bytes, manifestBytes, keys } = header;
  assert(program.length <= WRITER_BYTES, "a writer's name has its place", program.length);
  assert(cluster.length <= IDENTITY_FIELD_LENGTH_MAX, "a cluster's id is short", cluster.length);
  const writer = new ByteWriter(BLOCK_BYTES);
  writer.bytes(asciiBytes(MAGIC));
  writer.u32(VERSION);
  writer.u32(BLOCK_BYTES);
  writer.bytes(asciiBytes(program));
  writer.zeros(WRITER_BYTES - program.length);
  for (const number of [bytes, manifestBytes, keys]) writer.u64(number);
  writer.u32(cluster.length);
  writer.bytes(asciiBytes(cluster));
  writer.zeros(BLOCK_BYTES - CHECKSUM_BYTES - writer.length);
  writer.u32(crc32(writer.view(), 0));
  return writer.view().slice();
}

/** Throws a {@link SnapshotError}, which names the `source` of the block. */
export function decodeBackupHeader(source: string, block: Uint8Array, crc32: Crc32): BackupHeader {
  try {
    return decode(source, block, crc32);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new SnapshotError("DAMAGED", source, `no whole header: ${error.message}`);
  }
}

function decode(source: string, block: Uint8Array, crc32: Crc32): BackupHeader {
  const end = BLOCK_BYTES - CHECKSUM_BYTES;
  const reader = new ByteReader(block, 0, Math.min(block.length, end));
  if (asciiText(block.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new SnapshotError("FOREIGN", source, "this is no backup of KeyVal");
  }
  reader.skip(MAGIC.length);
  const version = reader.u32();
  reader.skip(4);
  const writer = asciiText(reader.bytes(WRITER_BYTES)).replace(/\0+$/, "");
  if (version !== VERSION) {
    const what = `version ${version} of the format, written by "${writer}": use that program or a newer one`;
    throw new SnapshotError("FUTURE", source, what);
  }
  if (new ByteReader(block, end, block.length).u32() !== crc32(block.subarray(0, end), 0)) {
    throw new SnapshotError("DAMAGED", source, "the header does not have its checksum");
  }
  const [bytes, manifestBytes, keys] = [reader.u64(), reader.u64(), reader.u64()];
  if (manifestBytes > MANIFEST_BYTES_MAX) throw new Malformed("a manifest longer than any");
  const cluster = asciiText(reader.bytes(reader.u32()));
  return { writer, cluster, bytes, manifestBytes, keys };
}
