import { asciiBytes, asciiText } from "../ascii.js";
import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { MANIFEST_BYTES_MAX, SNAPSHOT_FILES_MAX } from "../limits.js";
import type { LogOutcome } from "../log.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";
import { SnapshotError } from "./snapshot-error.js";

const VERSION = 1;
const MAGIC = "KEYVALSN";
const WRITER_BYTES = 64;
const HEAD_BYTES = 16 + WRITER_BYTES;
const CHECKSUM_BYTES = 4;

/** What a name of a file is made of: it becomes part of a path. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** All that a snapshot is, but for the bytes of its files; docs/internals/snapshot.md describes it to the byte. */
export interface SnapshotManifest {
  /** The program that wrote it, and its version. */
  readonly writer: string;
  readonly group: number;
  /** The keys that the group holds: from `start` up to, and without, `end`, which is empty if there is no end. */
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  /** How often these bounds were changed. */
  readonly epoch: number;
  /** The last entry of the log that is in it, and the members then. */
  readonly index: number;
  readonly term: number;
  readonly configuration: Uint8Array;
  /** How far the owner's own counts were. */
  readonly position: number;
  readonly revision: number;
  /** Whatever else the owner has to know, in few bytes. */
  readonly state: Uint8Array;
  readonly files: readonly SnapshotFile[];
}

/** A file that is complete and never changes: the same origin, id, length and checksum mean the same bytes. */
export interface SnapshotFile {
  /** Who wrote it first: a member in one of its lives. */
  readonly origin: string;
  readonly id: string;
  readonly length: number;
  readonly checksum: number;
  /** Where it is on this disk, once it is; empty on the way. */
  readonly path: string;
}

export function encodeManifest(manifest: SnapshotManifest, crc32: Crc32): Uint8Array {
  const writer = new ByteWriter(HEAD_BYTES);
  const sized = (bytes: Uint8Array): void => {
    writer.u32(bytes.length);
    writer.bytes(bytes);
  };
  const program = asciiBytes(manifest.writer);
  assert(program.length <= WRITER_BYTES, "a writer's name has its place", program.length);
  assert(manifest.files.length <= SNAPSHOT_FILES_MAX, "a snapshot has so many files", manifest.files.length);
  writer.bytes(asciiBytes(MAGIC));
  writer.u32(VERSION);
  writer.u32(0);
  writer.bytes(program);
  writer.zeros(WRITER_BYTES - program.length);
  for (const field of ["group", "epoch", "index", "term", "position", "revision"] as const) writer.u64(manifest[field]);
  for (const field of ["start", "end", "configuration", "state"] as const) sized(manifest[field]);
  writer.u32(manifest.files.length);
  for (const { origin, id, length, checksum, path } of manifest.files) {
    writer.u64(length);
    writer.u32(checksum);
    for (const text of [origin, id, path]) sized(asciiBytes(text));
  }
  writer.setU32(MAGIC.length + 4, writer.length + CHECKSUM_BYTES);
  writer.u32(crc32(writer.view(), 0));
  const bytes = writer.view().slice();
  assert(bytes.length <= MANIFEST_BYTES_MAX, "a manifest is short", bytes.length);
  return bytes;
}

/** Fails with a {@link SnapshotError}, which names the `source` of the bytes. */
export function tryDecode(source: string, bytes: Uint8Array, crc32: Crc32): LogOutcome<SnapshotManifest> {
  try {
    return { error: undefined, value: decode(source, bytes, crc32) };
  } catch (error) {
    if (error instanceof SnapshotError) return { error };
    if (!(error instanceof Malformed)) throw error;
    return { error: new SnapshotError("DAMAGED", source, `no whole manifest: ${error.message}`) };
  }
}

function decode(source: string, bytes: Uint8Array, crc32: Crc32): SnapshotManifest {
  const head = new ByteReader(bytes, 0, bytes.length);
  if (asciiText(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new SnapshotError("FOREIGN", source, "this is no manifest of a snapshot");
  }
  head.skip(MAGIC.length);
  const version = head.u32();
  const length = head.u32();
  const writer = asciiText(head.bytes(WRITER_BYTES)).replace(/\0+$/, "");
  if (version !== VERSION) {
    const what = `version ${version} of the format, written by "${writer}": use that program or a newer one`;
    throw new SnapshotError("FUTURE", source, what);
  }
  const end = length - CHECKSUM_BYTES;
  if (length !== bytes.length || new ByteReader(bytes, end, length).u32() !== crc32(bytes.subarray(0, end), 0)) {
    throw new SnapshotError("DAMAGED", source, "the manifest does not have its checksum");
  }
  return { writer, ...readFields(new ByteReader(bytes, HEAD_BYTES, end)) };
}

function readFields(reader: ByteReader): Omit<SnapshotManifest, "writer"> {
  const [group, epoch, index, term] = [reader.u64(), reader.u64(), reader.u64(), reader.u64()];
  const [position, revision] = [reader.u64(), reader.u64()];
  const sized = (): Uint8Array => reader.bytes(reader.u32()).slice();
  const [start, end, configuration, state] = [sized(), sized(), sized(), sized()];
  const count = reader.u32();
  if (count > SNAPSHOT_FILES_MAX) throw new Malformed("more files than a snapshot has");
  const files: SnapshotFile[] = [];
  for (let i = 0; i < count; i++) {
    const [length, checksum] = [reader.u64(), reader.u32()];
    const [origin, id, path] = [asciiText(sized()), asciiText(sized()), asciiText(sized())];
    if (!NAME.test(origin) || !NAME.test(id)) throw new Malformed("a file without a proper name");
    files.push({ origin, id, length, checksum, path });
  }
  reader.end();
  return { group, start, end, epoch, index, term, configuration, position, revision, state, files };
}
