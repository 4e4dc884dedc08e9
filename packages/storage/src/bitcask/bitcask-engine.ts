import { assert } from "../assert.js";
import { DiskError } from "../disk.js";
import { EngineStopped } from "../engine/engine-error.js";
import type {
  Checkpoint,
  Engine,
  EngineDone,
  EngineOutcome,
  EngineOwner,
  EngineRecord,
  Pinned,
  Place,
  Reclaimed,
  RecordKey,
  Space,
} from "../engine/engine.js";
import { KEY_BYTES_MAX, STATE_BYTES_MAX, VALUE_BYTES_MAX } from "../limits.js";
import { all, run, type Script } from "../script.js";
import type { BitcaskOptions } from "./bitcask-options.js";
import { chooseMerge, liveBytes } from "./choose-merge.js";
import type { DataFile } from "./data-file.js";
import { HEADER_BYTES } from "./file-header.js";
import type { FileTable } from "./file-table.js";
import { encodeManifest, type Manifest, type ManifestFile, prepareManifest, publishManifest } from "./manifest.js";
import { Merge } from "./merge.js";
import { pinFiles } from "./pinned.js";
import { recordBytes } from "./record.js";
import { Scratches } from "./scratch.js";
import { walkKeys, walkRecords } from "./walk.js";

/** A file as a checkpoint takes it in. */
interface Captured {
  readonly file: DataFile;
  readonly entry: ManifestFile;
}

/** What is shown of a file by a scan. */
interface Stretch {
  readonly file: DataFile;
  readonly from: number;
  readonly to: number;
}

/** The record engine on append-only files; docs/internals/bitcask.md describes them and why they survive what they do. */
export class BitcaskEngine implements Engine {
  readonly #options: BitcaskOptions;
  readonly #table: FileTable;
  readonly #scratches = new Scratches();
  #manifest: Manifest;
  #checkpointFiles: readonly Captured[];
  #active: DataFile | undefined;
  #merge: Merge | undefined;
  #stopped: Error | undefined;
  #isClosed = false;
  #isCheckpointing = false;
  #isReclaiming = false;
  #scans = 0;
  #underWay = 0;
  #whenIdle: (() => void) | undefined;

  constructor(options: BitcaskOptions, manifest: Manifest, table: FileTable) {
    this.#options = options;
    this.#manifest = manifest;
    this.#table = table;
    this.#checkpointFiles = table.files.map((file) => ({ file, entry: file.captured() }));
  }

  get checkpointed(): Checkpoint {
    return { applied: this.#manifest.applied, state: this.#manifest.state };
  }

  get unwrittenBytes(): number {
    return this.#table.unwritten.reduce((sum, file) => sum + file.unwrittenBytes, 0);
  }

  get space(): Space {
    const files = [...this.#table.files, ...(this.#merge === undefined ? [] : [this.#merge.output])];
    return {
      liveBytes: Math.round(files.reduce((sum, file) => sum + liveBytes(file), 0)),
      totalBytes: this.#table.totalBytes,
    };
  }

  append(key: Uint8Array, value: Uint8Array | undefined): Place {
    assert(!this.#isClosed, "an open engine");
    assert(key.length <= KEY_BYTES_MAX, "a key within its limit", key.length);
    assert(value === undefined || value.length <= VALUE_BYTES_MAX, "a value within its limit", value?.length);
    let active = this.#active;
    if (active !== undefined && active.size + recordBytes(key, value) > this.#options.fileBytes) {
      this.#seal();
      active = undefined;
    }
    if (active === undefined) {
      active = this.#table.create();
      this.#table.files.push(active);
      this.#active = active;
    }
    return this.#table.placeOf(active, active.append(this.#options.now(), key, value));
  }

  readNow(place: Place): EngineOutcome<EngineRecord> {
    if (this.#isClosed) return { error: new EngineStopped() };
    const { file, offset } = this.#table.at(place);
    const scratch = this.#scratches.take();
    const outcome = file.recordNow(offset, scratch);
    this.#scratches.giveBack(scratch);
    return outcome;
  }

  read(place: Place, done: EngineDone<EngineRecord>): void {
    if (this.#isClosed) {
      this.#options.defer(() => done({ error: new EngineStopped() }));
      return;
    }
    const { file, offset } = this.#table.at(place);
    file.pins++;
    this.#begin();
    const scratch = this.#scratches.take();
    file.record(offset, scratch, (outcome) => {
      this.#scratches.giveBack(scratch);
      file.pins--;
      done(outcome);
      this.#end();
    });
  }

  discard(place: Place): void {
    const { file } = this.#table.at(place);
    file.discarded++;
  }

  scan(visit: (record: EngineRecord, place: Place) => void, done: EngineDone): void {
    this.#scan(done, ({ file, from, to }) =>
      walkRecords(file, from, to, (record, offset) => {
        visit(record, this.#table.placeOf(file, offset));
        return !this.#isClosed;
      }),
    );
  }

  scanKeys(visit: (record: RecordKey, place: Place) => void, done: EngineDone): void {
    this.#scan(done, ({ file, from, to }) => {
      const show = (record: RecordKey, offset: number): boolean => {
        visit(record, this.#table.placeOf(file, offset));
        return !this.#isClosed;
      };
      return from === HEADER_BYTES ? walkKeys(this.#options, file, to, show) : walkRecords(file, from, to, show);
    });
  }

  flush(done: EngineDone): void {
    this.#run(this.#flush(this.#table.files), done);
  }

  checkpoint(checkpoint: Checkpoint, seal: boolean, done: EngineDone): void {
    assert(!this.#isCheckpointing, "one checkpoint at a time");
    assert(checkpoint.state.length <= STATE_BYTES_MAX, "a state within its limit", checkpoint.state.length);
    if (seal) this.#seal();
    this.#isCheckpointing = true;
    const captured = this.#table.files.map((file) => ({ file, entry: file.captured() }));
    const { applied, state } = checkpoint;
    const manifest: Manifest = {
      applied,
      state: state.slice(),
      sequence: this.#manifest.sequence + 1,
      nextNumber: this.#table.nextNumber,
      files: captured.map(({ entry }) => entry),
    };
    this.#run(this.#checkpoint(manifest, captured, this.#table.replaced), (outcome) => {
      this.#isCheckpointing = false;
      done(outcome);
    });
  }

  reclaim(owner: EngineOwner, bytes: number, done: EngineDone<Reclaimed>): void {
    assert(!this.#isReclaiming, "one call of reclaim at a time");
    assert(bytes > 0, "something to look at", bytes);
    this.#isReclaiming = true;
    this.#run(this.#reclaim(owner, bytes), (outcome) => {
      this.#isReclaiming = false;
      done(outcome);
    });
  }

  pin(done: EngineDone<Pinned>): void {
    const refusal = this.#refusal();
    const pinned =
      refusal ?? pinFiles(this.checkpointed, this.#checkpointFiles, (file, when) => this.#unpin(file, when));
    this.#options.defer(() => {
      done(pinned instanceof Error ? { error: pinned } : { error: undefined, value: pinned });
    });
  }

  close(done: EngineDone): void {
    const refusal = this.#isClosed ? new EngineStopped() : undefined;
    this.#isClosed = true;
    this.#options.defer(() => {
      const finish = (): void => run(this.#table.closeAll(), done);
      if (refusal !== undefined) done({ error: refusal });
      else if (this.#underWay === 0) finish();
      else this.#whenIdle = finish;
    });
  }

  // --- Scanning.

  #scan(done: EngineDone, walk: (stretch: Stretch) => Script): void {
    this.#scans++;
    const stretches = this.#stretches();
    for (const { file } of stretches) file.pins++;
    this.#run(this.#walkAll(stretches, walk), (outcome) => {
      this.#scans--;
      for (const { file } of stretches) file.pins--;
      this.#table.dropUnneeded((script) => this.#background(script));
      done(outcome);
    });
  }

  *#walkAll(stretches: readonly Stretch[], walk: (stretch: Stretch) => Script): Script {
    yield* this.#flush(stretches.map(({ file }) => file));
    for (const stretch of stretches) {
      yield* walk(stretch);
      if (this.#isClosed) throw new EngineStopped();
    }
  }

  /** Every record once, at its place: of files that are being merged, what is copied already is shown from the copy. */
  #stretches(): readonly Stretch[] {
    const merge = this.#merge;
    return this.#table.files.flatMap((file) => {
      const whole = { file, from: HEADER_BYTES, to: file.size };
      if (merge?.inputs.includes(file) !== true) return [whole];
      const { files, offset } = merge.rest;
      const rest = files.includes(file) ? [{ ...whole, from: file === files[0] ? offset : HEADER_BYTES }] : [];
      const copied = { file: merge.output, from: HEADER_BYTES, to: merge.output.size };
      return file === merge.inputs[0] ? [copied, ...rest] : rest;
    });
  }

  // --- Checkpoints.

  #seal(): void {
    const active = this.#active;
    this.#active = undefined;
    if (active === undefined) return;
    this.#begin();
    active.close(() => this.#end());
  }

  *#flush(files: readonly DataFile[]): Script {
    const dirty = files.filter((file) => file.unwrittenBytes > 0);
    for (const outcome of yield* all(dirty.map((file) => (done: EngineDone) => file.flush(done)))) {
      if (outcome.error !== undefined) throw this.#judged(outcome.error);
    }
  }

  *#checkpoint(manifest: Manifest, captured: readonly Captured[], replaced: ReadonlySet<DataFile>): Script {
    const { disk, directory, writer, crc32 } = this.#options;
    yield* this.#flush(captured.map(({ file }) => file));
    try {
      // The new manifest counts for nothing before it has its name, so it need not wait for what it names.
      const bytes = encodeManifest(manifest, writer, crc32);
      const calls = [this.#sync(captured), prepareManifest(disk, directory, bytes)].map(
        (script) => (done: EngineDone) => run(script, done),
      );
      for (const { error } of yield* all(calls)) if (error !== undefined) throw error;
      yield* publishManifest(disk, directory);
    } catch (error) {
      throw error instanceof Error ? this.#judged(error) : error;
    }
    this.#manifest = manifest;
    this.#checkpointFiles = captured;
    for (const { file, entry } of captured) file.isCheckpointed = entry.isClosed;
    this.#table.named(
      captured.map(({ file }) => file),
      replaced,
    );
    this.#table.dropUnneeded((script) => this.#background(script));
  }

  /** Makes durable what a checkpoint takes in, names too. What a sync leaves undone stays in doubt, whatever its error. */
  *#sync(captured: readonly Captured[]): Script {
    const { disk, directory, defer } = this.#options;
    yield (resume) => defer(resume);
    const dirty = captured.filter(({ file, entry }) => file.synced < entry.size);
    const calls = dirty.map(
      ({ file }) =>
        (done: EngineDone) =>
          file.sync(done),
    );
    if (dirty.some(({ file }) => file.synced === 0)) calls.push((done) => disk.syncDirectory(directory, done));
    for (const { error } of yield* all(calls)) if (error !== undefined) throw this.#stop(error);
    for (const { file, entry } of dirty) file.synced = entry.size;
  }

  /** Lack of space may pass; after anything else it is not known what is on the disk. */
  #judged(error: Error): Error {
    const mayPass = error instanceof EngineStopped || (error instanceof DiskError && error.code === "ENOSPC");
    return mayPass ? error : this.#stop(error);
  }

  #stop(error: Error): Error {
    this.#stopped ??= error;
    return error;
  }

  // --- Merging.

  *#reclaim(owner: EngineOwner, bytes: number): Script<Reclaimed> {
    if (this.#scans > 0) return { bytes: 0 };
    const merge = (this.#merge ??= this.#nextMerge());
    if (merge === undefined) return { bytes: 0 };
    let looked: number;
    try {
      looked = yield* merge.step(owner, bytes);
    } catch (error) {
      throw error instanceof Error ? this.#mergeFailed(merge, error) : error;
    }
    if (merge.isComplete) this.#replace(merge);
    return { bytes: looked };
  }

  #nextMerge(): Merge | undefined {
    const inputs = chooseMerge(this.#table.files, this.#options.fileBytes);
    if (inputs.length === 0) return undefined;
    return new Merge(inputs, {
      placeOf: (file, offset) => this.#table.placeOf(file, offset),
      createFile: () => this.#table.create(),
      olderThan: (file) => this.#table.files.slice(0, this.#table.files.indexOf(file)),
      identityOf: this.#options.identityOf,
      isHeldUp: () => this.#scans > 0 || this.#isClosed,
    });
  }

  /** The copy takes the inputs' place; they go once a checkpoint has said so. */
  #replace(merge: Merge): void {
    this.#merge = undefined;
    this.#begin();
    merge.output.close(() => this.#end());
    this.#table.replace(merge.inputs, merge.output);
  }

  /** The owner may know records by their copies: the copies stay readable, and the inputs what is durable. */
  #mergeFailed(merge: Merge, error: Error): Error {
    if (error instanceof DiskError && error.code === "ENOSPC") return error;
    if (merge.output.failure !== undefined) return this.#stop(error);
    for (const file of merge.inputs) file.isSpoilt = true;
    this.#merge = undefined;
    return error;
  }

  // --- What is under way.

  #unpin(file: DataFile, when: "pinned" | "released"): void {
    file.pins += when === "pinned" ? 1 : -1;
    if (when === "released") this.#table.dropUnneeded((script) => this.#background(script));
  }

  #refusal(): Error | undefined {
    if (this.#isClosed) return new EngineStopped();
    return this.#stopped === undefined ? undefined : new EngineStopped(this.#stopped);
  }

  #run<T>(script: Script<T>, done: EngineDone<T>): void {
    const refusal = this.#refusal();
    this.#begin();
    const { defer } = this.#options;
    function* later(): Script<T> {
      yield (resume) => defer(resume);
      if (refusal !== undefined) throw refusal;
      return yield* script;
    }
    run(later(), (outcome) => {
      done(outcome);
      this.#end();
    });
  }

  /** For work whose failure does no harm. */
  #background(script: Script): void {
    this.#begin();
    run(script, () => this.#end());
  }

  #begin(): void {
    this.#underWay++;
  }

  #end(): void {
    this.#underWay--;
    if (this.#underWay > 0) return;
    const finish = this.#whenIdle;
    this.#whenIdle = undefined;
    finish?.();
  }
}
