import { asciiBytes, asciiText } from "../ascii.js";
import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { IDENTITY_FIELD_LENGTH_MAX, MANIFEST_BYTES_MAX } from "../limits.js";
import { SnapshotError } from "../snapshot/snapshot-error.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";

/** Everything in a backup begins at a multiple of this, and is filled up to one with zeros. */
export const BLOCK_BYTES = 512;

/** What the version says: a program that knows only the first has to refuse the second. */
const WHOLE = 1;
const INCREMENT = 2;

const MAGIC = "KEYVALBK";
const WRITER_BYTES = 64;
const CHECKSUM_BYTES = 4;

/** Where an increment says what it goes on from. */
const SINCE_AT = 256;

/** Of a SHA-256. */
export const DIGEST_BYTES = 32;

/** The first block of a backup; docs/internals/backup.md describes it to the byte. */
export interface BackupHeader {
  /** The program that wrote it, and its version. */
  readonly writer: string;
  /** The cluster that it was taken of. */
  readonly cluster: string;
  /** Of the whole backup, without its digest; an increment is begun before anybody knows, and says 0. */
  readonly bytes: number;
  readonly manifestBytes: number;
  /** Keys that were there. */
  readonly keys: number;
  /** Undefined of a whole backup. */
  readonly since: Since | undefined;
}

/** What an increment goes on from, and what comes of it. */
export interface Since {
  /** The SHA-256 of the backup before. */
  readonly digest: Uint8Array;
  /** How far the backup before goes. */
  readonly revision: number;
  /** Of the owner's hash of all that is there in the end. */
  readonly hash: { readonly high: number; readonly low: number };
}

export function padded(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
}

export function encodeBackupHeader(header: BackupHeader, crc32: Crc32): Uint8Array {
  const { writer: program, cluster, bytes, manifestBytes, keys, since } = header;
  assert(program.length <= WRITER_BYTES, "a writer's name has its place", program.length);
  assert(cluster.length <= IDENTITY_FIELD_LENGTH_MAX, "a cluster's id is short", cluster.length);
  const writer = new ByteWriter(BLOCK_BYTES);
  writer.bytes(asciiBytes(MAGIC));
  writer.u32(since === undefined ? WHOLE : INCREMENT);
  writer.u32(BLOCK_BYTES);
  writer.bytes(asciiBytes(program));
  writer.zeros(WRITER_BYTES - program.length);
  for (const number of [bytes, manifestBytes, keys]) writer.u64(number);
  writer.u32(cluster.length);
  writer.bytes(asciiBytes(cluster));
  if (since !== undefined) writeSince(since, writer);
  writer.zeros(BLOCK_BYTES - CHECKSUM_BYTES - writer.length);
  writer.u32(crc32(writer.view(), 0));
  return writer.view().slice();
}

function writeSince({ digest, revision, hash }: Since, writer: ByteWriter): void {
  assert(digest.length === DIGEST_BYTES, "a digest has its length", digest.length);
  writer.zeros(SINCE_AT - writer.length);
  writer.bytes(digest);
  writer.u64(revision);
  writer.u32(hash.high);
  writer.u32(hash.low);
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
  if (version !== WHOLE && version !== INCREMENT) {
    const what = `version ${version} of the format, written by "${writer}": use that program or a newer one`;
    throw new SnapshotError("FUTURE", source, what);
  }
  if (new ByteReader(block, end, block.length).u32() !== crc32(block.subarray(0, end), 0)) {
    throw new SnapshotError("DAMAGED", source, "the header does not have its checksum");
  }
  const [bytes, manifestBytes, keys] = [reader.u64(), reader.u64(), reader.u64()];
  if (manifestBytes > MANIFEST_BYTES_MAX) throw new Malformed("a manifest longer than any");
  const cluster = asciiText(reader.bytes(reader.u32()));
  return { writer, cluster, bytes, manifestBytes, keys, since: version === WHOLE ? undefined : sinceIn(reader) };
}

function sinceIn(reader: ByteReader): Since {
  if (reader.position > SINCE_AT) throw new Malformed("an id longer than any");
  reader.skip(SINCE_AT - reader.position);
  const digest = reader.bytes(DIGEST_BYTES).slice();
  return { digest, revision: reader.u64(), hash: { high: reader.u32(), low: reader.u32() } };
}
