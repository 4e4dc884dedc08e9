import { assert } from "../assert.js";
import type { Place } from "../engine/engine.js";
import { DATA_FILE_BYTES_MAX, DATA_FILES_MAX } from "../limits.js";
import { ask, type Script } from "../script.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { DataFile, type FoundFile } from "./data-file.js";
import { dataName, hintName } from "./file-names.js";

/** The data files of an engine: which there are, in which order, and which part of a place means which of them. */
export class FileTable {
  /** Those whose records count, in order of append. */
  readonly files: DataFile[] = [];
  nextNumber: number;
  readonly #options: BitcaskOptions;
  readonly #slots = new Map<number, DataFile>();
  #nextSlot = 0;
  /** Replaced by a merge, and still named by the last checkpoint. */
  readonly #replaced = new Set<DataFile>();
  /** Named by no checkpoint any more, but still read by somebody. */
  readonly #unneeded = new Set<DataFile>();

  constructor(options: BitcaskOptions, nextNumber: number, found: readonly FoundFile[]) {
    this.#options = options;
    this.nextNumber = nextNumber;
    for (const each of found) this.files.push(this.#enter((slot) => DataFile.found(options, slot, each)));
    for (const file of this.files) file.isCheckpointed = true;
  }

  /** All of them are closed but the last one, and that of a merge. */
  get unwritten(): readonly DataFile[] {
    return [...this.#slots.values()].filter((file) => file.unwrittenBytes > 0);
  }

  get totalBytes(): number {
    return [...this.#slots.values()].reduce((sum, { size }) => sum + size, 0);
  }

  create(): DataFile {
    const { random } = this.#options;
    const id = { number: this.nextNumber, high: random(), low: random() };
    this.nextNumber++;
    return this.#enter((slot) => DataFile.create(this.#options, slot, id));
  }

  placeOf(file: DataFile, offset: number): Place {
    assert(offset < DATA_FILE_BYTES_MAX, "an offset of 32 bits", offset);
    return file.slot * DATA_FILE_BYTES_MAX + offset;
  }

  at(place: Place): { readonly file: DataFile; readonly offset: number } {
    const slot = Math.floor(place / DATA_FILE_BYTES_MAX);
    const file = this.#slots.get(slot);
    assert(file !== undefined, "a place of a file that is there", place);
    return { file, offset: place - slot * DATA_FILE_BYTES_MAX };
  }

  replace(inputs: readonly DataFile[], output: DataFile): void {
    const [first] = inputs;
    assert(first !== undefined, "files to be replaced");
    const at = this.files.indexOf(first);
    this.files.splice(at, inputs.length, ...(output.records > 0 ? [output] : []));
    for (const file of inputs) this.#replaced.add(file);
    if (output.records === 0) this.#replaced.add(output);
    // What they had to keep because of the files that are gone may be free now.
    for (const file of this.files.slice(at + 1)) file.stuck = 0;
  }

  /** A checkpoint is durable that names these files: others that were replaced before it are not needed for a restart. */
  named(files: readonly DataFile[], replaced: ReadonlySet<DataFile>): void {
    for (const file of replaced) {
      assert(!files.includes(file), "a file is replaced before the checkpoint that does not name it");
      this.#replaced.delete(file);
      this.#unneeded.add(file);
    }
  }

  /** What a checkpoint begun now will not name. */
  get replaced(): ReadonlySet<DataFile> {
    return new Set(this.#replaced);
  }

  /** Removes the files that nobody needs. */
  dropUnneeded(start: (script: Script) => void): void {
    for (const file of [...this.#unneeded].filter(({ pins }) => pins === 0)) {
      this.#unneeded.delete(file);
      this.#slots.delete(file.slot);
      start(this.#remove(file));
    }
  }

  *closeAll(): Script {
    for (const file of this.#slots.values()) yield* file.closeFiles();
  }

  /** What can not be removed now is removed by the next opening. */
  *#remove(file: DataFile): Script {
    const { disk, directory } = this.#options;
    yield* file.closeFiles();
    yield* ask((done) => disk.remove(`${directory}/${dataName(file.id)}`, done));
    yield* ask((done) => disk.remove(`${directory}/${hintName(file.id)}`, done));
  }

  #enter(make: (slot: number) => DataFile): DataFile {
    assert(this.#slots.size < DATA_FILES_MAX, "no more files than places can tell apart", this.#slots.size);
    while (this.#slots.has(this.#nextSlot)) this.#nextSlot = (this.#nextSlot + 1) % DATA_FILES_MAX;
    const file = make(this.#nextSlot);
    this.#slots.set(this.#nextSlot, file);
    this.#nextSlot = (this.#nextSlot + 1) % DATA_FILES_MAX;
    return file;
  }
}
