import type { Crc32 } from "../crc32.js";
import { DiskError, type Disk, type File } from "../disk.js";
import { EngineDamage } from "../engine/engine-error.js";
import type { Checkpoint } from "../engine/engine.js";
import { DATA_FILES_MAX, STATE_BYTES_MAX } from "../limits.js";
import { ask, need, type Script } from "../script.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";
import { decodeFileHeader, encodeFileHeader, HEADER_BYTES } from "./file-header.js";
import { type FileId, MANIFEST, NEW_MANIFEST } from "./file-names.js";

const FILE_BYTES = 40;
const FIXED_BYTES = HEADER_BYTES + 28;

/** Whatever a file says of its size, no more than this is taken into memory. */
export const MANIFEST_BYTES_MAX = FIXED_BYTES + STATE_BYTES_MAX + FILE_BYTES * DATA_FILES_MAX;

/** A data file, as far as a checkpoint vouches for it. */
export interface ManifestFile {
  readonly id: FileId;
  readonly size: number;
  readonly records: number;
  /** CRC-32 of all these bytes. */
  readonly checksum: number;
  /** No more was appended to it. */
  readonly isClosed: boolean;
}

/** A checkpoint as it is on the disk: all that the engine has. */
export interface Manifest extends Checkpoint {
  /** One more for each. */
  readonly sequence: number;
  /** No data file had this number yet, nor a larger one. */
  readonly nextNumber: number;
  /** In the order in which their records were appended. */
  readonly files: readonly ManifestFile[];
}

export function encodeManifest(manifest: Manifest, writer: string, crc32: Crc32): Uint8Array {
  const { sequence, applied, nextNumber, state, files } = manifest;
  const bytes = new ByteWriter(FIXED_BYTES + state.length + FILE_BYTES * files.length);
  bytes.bytes(encodeFileHeader("manifest", { number: sequence, high: 0, low: 0 }, writer, crc32));
  bytes.u64(applied);
  bytes.u64(nextNumber);
  bytes.u32(state.length);
  bytes.u32(files.length);
  bytes.bytes(state);
  for (const { id, size, records, checksum, isClosed } of files) {
    bytes.u64(id.number);
    bytes.u32(id.high);
    bytes.u32(id.low);
    bytes.u64(size);
    bytes.u64(records);
    bytes.u32(checksum);
    bytes.u32(isClosed ? 1 : 0);
  }
  bytes.u32(crc32(bytes.view(), 0));
  return bytes.view();
}

/** Throws an `EngineDamage` or `EngineForeign` that names the file. */
export function decodeManifest(path: string, bytes: Uint8Array, crc32: Crc32): Manifest {
  const { id } = decodeFileHeader("manifest", path, bytes, crc32);
  const end = bytes.length - 4;
  if (end < HEADER_BYTES) throw new EngineDamage("the manifest has lost its end", path, bytes.length);
  const checksum = new ByteReader(bytes, end, bytes.length).u32();
  if (crc32(bytes.subarray(0, end), 0) !== checksum) {
    throw new EngineDamage("the manifest does not have its checksum", path, HEADER_BYTES);
  }
  try {
    return decodeBody(id.number, new ByteReader(bytes, HEADER_BYTES, end));
  } catch (error) {
    if (error instanceof Malformed) throw new EngineDamage(`the manifest holds ${error.message}`, path, HEADER_BYTES);
    throw error;
  }
}

function decodeBody(sequence: number, reader: ByteReader): Manifest {
  const applied = reader.u64();
  const nextNumber = reader.u64();
  const stateBytes = reader.u32();
  const count = reader.u32();
  if (stateBytes > STATE_BYTES_MAX) throw new Malformed("a state that is too large");
  const state = reader.bytes(stateBytes).slice();
  if (count * FILE_BYTES !== reader.left) throw new Malformed("a wrong number of files");
  const files = Array.from({ length: count }, (): ManifestFile => {
    const id = { number: reader.u64(), high: reader.u32(), low: reader.u32() };
    const [size, records, checksum, flags] = [reader.u64(), reader.u64(), reader.u32(), reader.u32()];
    return { id, size, records, checksum, isClosed: flags === 1 };
  });
  return { sequence, applied, nextNumber, state, files };
}

/** Makes a manifest ready beside the one that counts: whole and durable, but without its name. */
export function* prepareManifest(disk: Disk, directory: string, bytes: Uint8Array): Script {
  const file = yield* openNew(disk, `${directory}/${NEW_MANIFEST}`);
  try {
    yield* need((done) => file.write(0, [bytes], done));
    yield* need((done) => file.sync(done));
  } finally {
    yield* ask((done) => file.close(done));
  }
}

/** An attempt that failed may have left one. */
function* openNew(disk: Disk, path: string): Script<File> {
  const { error, value: file } = yield* ask<File>((done) => disk.open(path, "new", done));
  if (error === undefined) return file;
  if (!(error instanceof DiskError && error.code === "EEXIST")) throw error;
  yield* need((done) => disk.remove(path, done));
  return yield* need<File>((done) => disk.open(path, "new", done));
}

/** Puts it in place of the one that counted, in one atomic step. What it names is durable already. */
export function* publishManifest(disk: Disk, directory: string): Script {
  yield* need((done) => disk.rename(`${directory}/${NEW_MANIFEST}`, `${directory}/${MANIFEST}`, done));
  yield* need((done) => disk.syncDirectory(directory, done));
}
