import { DiskError } from "../disk.js";
import { EngineForeign } from "../engine/engine-error.js";
import type { Checkpoint, EngineDone } from "../engine/engine.js";
import { ask, need, run, type Script } from "../script.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { DataFile, type FoundFile } from "./data-file.js";
import { enterDirectory, findFile } from "./enter-directory.js";
import { dataName, parseId } from "./file-names.js";
import { encodeManifest, type Manifest, type ManifestFile, prepareManifest, publishManifest } from "./manifest.js";
import { walkKeys } from "./walk.js";

/** A data file of another engine, or of this one, that is on this disk and durable. */
export interface AdoptedFile {
  readonly id: string;
  readonly length: number;
  /** CRC-32 of so many bytes. */
  readonly checksum: number;
  readonly path: string;
}

/** A checkpoint of another engine, with all its files. */
export interface Adopted extends Checkpoint {
  /** In the order of append. */
  readonly files: readonly AdoptedFile[];
}

/**
 * Puts a checkpoint of another engine in place of what the directory holds, which nobody has open: the files move into it
 * and keep their ids, so that they are known again wherever they go. All of it counts with the last step. If the process
 * ends on the way, the same call has to come again before the engine is opened; it goes on where it was. Changes nothing
 * if the directory is as far by itself.
 */
export function adoptFiles(options: BitcaskOptions, adopted: Adopted, done: EngineDone): void {
  run(adopt(options, adopted), done);
}

function* adopt(options: BitcaskOptions, { applied, state, files }: Adopted): Script {
  const { disk, directory, writer, crc32 } = options;
  const { manifest: before } = yield* enterDirectory(options);
  if (before.applied >= applied) return;
  const entries = files.map(entryOf);
  for (const [number, { id }] of entries.entries()) {
    yield* moveIn(options, files[number]?.path ?? "", `${directory}/${dataName(id)}`);
  }
  yield* need((done) => disk.syncDirectory(directory, done));
  const named: ManifestFile[] = [];
  for (const entry of entries) named.push({ ...entry, records: yield* countRecords(options, entry) });
  const manifest: Manifest = {
    applied,
    state,
    sequence: before.sequence + 1,
    nextNumber: Math.max(before.nextNumber, ...entries.map(({ id }) => id.number + 1)),
    files: named,
  };
  yield* prepareManifest(disk, directory, encodeManifest(manifest, writer, crc32));
  yield* publishManifest(disk, directory);
}

function entryOf({ id: text, length, checksum, path }: AdoptedFile): ManifestFile {
  const id = parseId(text);
  if (id === undefined) throw new EngineForeign(path);
  return { id, size: length, checksum, records: 0, isClosed: true };
}

/** A file that is not there any more was moved by an earlier attempt. */
function* moveIn({ disk }: BitcaskOptions, from: string, to: string): Script {
  if (from === to) return;
  const { error } = yield* ask((done) => disk.rename(from, to, done));
  if (error !== undefined && !(error instanceof DiskError && error.code === "ENOENT")) throw error;
}

/** Reads each record, unless there is a hint already, and leaves one for the start. */
function* countRecords(options: BitcaskOptions, entry: ManifestFile): Script<number> {
  const found: FoundFile = yield* findFile(options, entry);
  try {
    let records = 0;
    yield* walkKeys(options, DataFile.found(options, 0, found), entry.size, () => {
      records++;
      return true;
    });
    return records;
  } finally {
    yield* ask((done) => found.file.close(done));
  }
}
