import { DiskError, type File } from "../disk.js";
import { splitPath } from "../disk-rules.js";
import { EngineDamage, EngineForeign } from "../engine/engine-error.js";
import { ask, need, type Script } from "../script.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import type { FoundFile } from "./data-file.js";
import { decodeFileHeader, HEADER_BYTES } from "./file-header.js";
import { dataName, fileIdOf, idText, MANIFEST, NEW_MANIFEST } from "./file-names.js";
import {
  decodeManifest,
  encodeManifest,
  type Manifest,
  MANIFEST_BYTES_MAX,
  type ManifestFile,
  prepareManifest,
  publishManifest,
} from "./manifest.js";

const EMPTY: Manifest = { sequence: 0, applied: 0, nextNumber: 1, state: new Uint8Array(0), files: [] };

export interface Directory {
  readonly manifest: Manifest;
  /** Of all that is there. */
  readonly names: readonly string[];
}

/** The directory as its last checkpoint left it; one that is new gets an empty manifest. */
export function* enterDirectory(options: BitcaskOptions): Script<Directory> {
  const { disk, directory } = options;
  const [parent] = splitPath(directory);
  yield* need((done) => disk.makeDirectory(directory, done));
  yield* need((done) => disk.syncDirectory(parent, done));
  // What is read below may be the work of a process that ended before it was durable.
  yield* need((done) => disk.syncDirectory(directory, done));
  const names = yield* need<readonly string[]>((done) => disk.list(directory, done));
  if (!names.includes(MANIFEST)) yield* begin(options, names);
  return { manifest: yield* readManifest(options), names };
}

/** The first manifest is there before any data, so that data without one is known to have lost it. */
function* begin({ disk, directory, writer, crc32 }: BitcaskOptions, names: readonly string[]): Script {
  for (const name of names) {
    if (fileIdOf(name) !== undefined) {
      throw new EngineDamage(`the file is missing, although there is data (${name})`, `${directory}/${MANIFEST}`, 0);
    }
    if (name !== NEW_MANIFEST) throw new EngineForeign(`${directory}/${name}`);
  }
  yield* prepareManifest(disk, directory, encodeManifest(EMPTY, writer, crc32));
  yield* publishManifest(disk, directory);
}

function* readManifest({ disk, directory, crc32 }: BitcaskOptions): Script<Manifest> {
  const path = `${directory}/${MANIFEST}`;
  const file = yield* need<File>((done) => disk.open(path, "existing", done));
  try {
    const size = yield* need<number>((done) => file.size(done));
    if (size > MANIFEST_BYTES_MAX) throw new EngineDamage("the manifest is longer than any", path, MANIFEST_BYTES_MAX);
    const bytes = new Uint8Array(size);
    const count = yield* need<number>((done) => file.read(0, bytes, done));
    return decodeManifest(path, bytes.subarray(0, count), crc32);
  } finally {
    yield* ask((done) => file.close(done));
  }
}

/** A data file as a manifest names it: there, its own, and no longer than what counts of it. */
export function* findFile({ disk, directory, crc32 }: BitcaskOptions, entry: ManifestFile): Script<FoundFile> {
  const path = `${directory}/${dataName(entry.id)}`;
  const opened = yield* ask<File>((done) => disk.open(path, "existing", done));
  if (opened.error !== undefined) {
    const isMissing = opened.error instanceof DiskError && opened.error.code === "ENOENT";
    throw isMissing ? new EngineDamage("the file is missing", path, 0) : opened.error;
  }
  const { value: file } = opened;
  try {
    const size = yield* need<number>((done) => file.size(done));
    if (size < entry.size) throw new EngineDamage(`the file has lost its end: it had ${entry.size} bytes`, path, size);
    const bytes = new Uint8Array(HEADER_BYTES);
    const count = yield* need<number>((done) => file.read(0, bytes, done));
    const { id, seed } = decodeFileHeader("data", path, bytes.subarray(0, count), crc32);
    if (idText(id) !== idText(entry.id)) throw new EngineDamage(`another file is here: ${idText(id)}`, path, 0);
    // What no checkpoint vouches for is gone for whoever reads; the space may as well come back.
    if (size > entry.size) yield* ask((done) => file.truncate(entry.size, done));
    return { ...entry, file, seed };
  } catch (error) {
    yield* ask((done) => file.close(done));
    throw error;
  }
}
