import { assert } from "../assert.js";
import type { Engine, EngineDone } from "../engine/engine.js";
import { DATA_FILE_BYTES_MAX } from "../limits.js";
import { ask, run, type Script } from "../script.js";
import { BitcaskEngine } from "./bitcask-engine.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import type { FoundFile } from "./data-file.js";
import { enterDirectory, findFile } from "./enter-directory.js";
import { HEADER_BYTES } from "./file-header.js";
import { dataName, fileIdOf, hintName, NEW_MANIFEST } from "./file-names.js";
import { FileTable } from "./file-table.js";
import type { Manifest } from "./manifest.js";

/** Opens the engine in a directory, as its last checkpoint left it, or begins one there. */
export function openBitcaskEngine(options: BitcaskOptions, done: EngineDone<Engine>): void {
  const { fileBytes } = options;
  assert(fileBytes > HEADER_BYTES && fileBytes <= DATA_FILE_BYTES_MAX / 2, "a size for data files", fileBytes);
  run(openEngine(options), done);
}

function* openEngine(options: BitcaskOptions): Script<Engine> {
  const { manifest, names } = yield* enterDirectory(options);
  const found: FoundFile[] = [];
  try {
    for (const entry of manifest.files) found.push(yield* findFile(options, entry));
    yield* removeStrays(options, manifest, names);
  } catch (error) {
    for (const { file } of found) yield* ask((done) => file.close(done));
    throw error;
  }
  return new BitcaskEngine(options, manifest, new FileTable(options, manifest.nextNumber, found));
}

/** Files that were begun and never named by a checkpoint, or are not named any more. */
function* removeStrays({ disk, directory }: BitcaskOptions, manifest: Manifest, names: readonly string[]): Script {
  const known = new Set(manifest.files.flatMap(({ id }) => [dataName(id), hintName(id)]));
  for (const name of names) {
    const isStray = name === NEW_MANIFEST || (fileIdOf(name) !== undefined && !known.has(name));
    if (isStray) yield* ask((done) => disk.remove(`${directory}/${name}`, done));
  }
}
