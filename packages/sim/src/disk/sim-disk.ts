import { DiskError, refuseDirectory, refusePath } from "@keyval/storage";
import type { Disk, DiskErrorCode, DiskOperation, Done, File, OpenMode, Outcome } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { Content, type CrashOutcome, type Extent } from "./content.js";
import { DiskEngine, type OrderedFailure, type Work } from "./disk-engine.js";
import type { DiskObserver } from "./disk-event.js";
import type { DiskFaults } from "./disk-faults.js";
import { type FileNode, Names, newDirectory } from "./names.js";
import { SimFile, type Space } from "./sim-file.js";

const DONE: Outcome<void> = { error: undefined, value: undefined };

/** A file with a durable name, and where its bytes are durable. */
export interface DurableFile {
  readonly path: string;
  readonly extents: readonly Extent[];
}

/**
 * A disk in virtual time that loses what it may lose. `docs/internals/disk.md` says what that is: this class grants that
 * and nothing more.
 */
export class SimDisk implements Disk {
  readonly #engine: DiskEngine;
  readonly #space: FileSpace;
  #names = new Names();

  constructor(scheduler: Scheduler, random: SeededRandom, faults: DiskFaults, observe: DiskObserver = () => undefined) {
    this.#engine = new DiskEngine(scheduler, random, faults, observe);
    this.#space = new FileSpace(this.#engine);
  }

  get faults(): DiskFaults {
    return this.#engine.faults;
  }

  set faults(faults: DiskFaults) {
    this.#engine.faults = faults;
  }

  /** How much space files take. */
  get usedBytes(): number {
    return this.#space.used;
  }

  // --- What a process asks of it.

  open(path: string, mode: OpenMode, done: Done<File>): void {
    const create = (): Outcome<FileNode> => this.#openNode(path, mode);
    const run = (): Outcome<File> => {
      const opened = create();
      if (opened.error !== undefined) return opened;
      return { error: undefined, value: new SimFile(path, opened.value, this.#engine, this.#space) };
    };
    this.#submit("open", path, refusePath("open", path), run, done, create);
  }

  list(directory: string, done: Done<readonly string[]>): void {
    const run = (): Outcome<readonly string[]> => {
      const node = this.#names.find(directory);
      if (node?.kind !== "directory") return fail("ENOENT", "list", directory);
      return { error: undefined, value: [...node.entries.keys()].sort() };
    };
    this.#submit("list", directory, refuseDirectory("list", directory), run, done, run);
  }

  makeDirectory(path: string, done: Done): void {
    const run = (): Outcome<void> => {
      const home = this.#names.findHome(path);
      const node = this.#names.find(path);
      if (node?.kind === "directory") return DONE;
      if (home === undefined) return fail("ENOENT", "makeDirectory", path);
      if (node !== undefined) return fail("EEXIST", "makeDirectory", path);
      this.#names.add(path, home, newDirectory(path));
      return DONE;
    };
    this.#submit("makeDirectory", path, refuseDirectory("makeDirectory", path), run, done, run);
  }

  rename(from: string, to: string, done: Done): void {
    const run = (): Outcome<void> => this.#rename(from, to);
    this.#submit("rename", from, refusePath("rename", from) ?? refusePath("rename", to), run, done, run);
  }

  remove(path: string, done: Done): void {
    const run = (): Outcome<void> => {
      const home = this.#names.findHome(path);
      const node = this.#names.find(path);
      if (home === undefined || node === undefined) return fail("ENOENT", "remove", path);
      if (node.kind === "directory") return fail("EACCES", "remove", path, "a directory");
      this.#space.change(node, () => this.#names.remove(path, home));
      return DONE;
    };
    this.#submit("remove", path, refusePath("remove", path), run, done, run);
  }

  syncDirectory(path: string, done: Done): void {
    const before = this.#names.beginSync();
    const run = (): Outcome<void> => {
      const node = this.#names.find(path);
      if (node?.kind !== "directory") return fail("ENOENT", "syncDirectory", path);
      this.#names.endSync(node, before);
      return DONE;
    };
    this.#submit("syncDirectory", path, refuseDirectory("syncDirectory", path), run, done, run);
  }

  // --- What the world does to it.

  /** The next such call fails, whatever the chances. A crash forgets what was ordered. */
  failNext(failure: OrderedFailure): void {
    this.#engine.failNext(failure);
  }

  /** What was ordered and has not come yet never will. */
  forgetFailures(): void {
    this.#engine.forgetFailures();
  }

  /** The machine goes down: what was not synced may be lost. What is there afterwards is durable. */
  crash(): void {
    this.#engine.crash();
    const lostNames = this.#names.powerCrash(this.#engine.random);
    if (lostNames > 0) this.#engine.observe("lost name", "");
    this.#closeAll((file) => file.content.powerCrash());
  }

  /** The process alone goes down: what it wrote is there for the next one, and as little durable as before. */
  processCrash(): void {
    this.#engine.crash();
    this.#closeAll((file) => file.content.processCrash());
  }

  /** The disk is replaced by an empty one. */
  wipe(): void {
    this.#engine.crash();
    this.#engine.observe("wipe", "");
    this.#names = new Names();
    this.#space.recount([]);
  }

  /** Every durable file, sorted, with what of it can be damaged. */
  durableFiles(): readonly DurableFile[] {
    const files = this.#names
      .durableFiles()
      .map(([path, { content }]) => ({ path, extents: content.durableExtents() }));
    return files.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Flips a bit in each durable sector of a part of a durable file; says in how many. */
  rot(path: string, position: number, length: number): number {
    const file = this.#names.durableFiles().find(([name]) => name === path)?.[1];
    if (file === undefined) return 0;
    const damaged = this.#space.change(file, () => file.content.rot(position, length));
    if (damaged > 0) this.#engine.observe("rot", path);
    return damaged;
  }

  #submit<T>(
    operation: DiskOperation,
    path: string,
    refusal: DiskError | undefined,
    run: () => Outcome<T>,
    done: Done<T>,
    spoiled: () => unknown,
  ): void {
    if (refusal !== undefined) {
      this.#engine.refuse(refusal, done);
      return;
    }
    const spoil = (): void => {
      if (this.#engine.random.chance(1, 2)) spoiled();
    };
    const work: Work<T> = { operation, path, takes: this.faults.naming, bytes: 0, run, spoil };
    this.#engine.submit(work, done);
  }

  #openNode(path: string, mode: OpenMode): Outcome<FileNode> {
    const home = this.#names.findHome(path);
    const node = this.#names.find(path);
    if (home === undefined) return fail("ENOENT", "open", path);
    if (node !== undefined && mode === "new") return fail("EEXIST", "open", path);
    if (node?.kind === "directory") return fail("EACCES", "open", path, "a directory");
    if (node !== undefined) return { error: undefined, value: node };
    if (mode === "existing") return fail("ENOENT", "open", path);
    const made: FileNode = { kind: "file", content: new Content(this.#engine.random), opens: 0, hasName: false };
    this.#names.add(path, home, made);
    return { error: undefined, value: made };
  }

  #rename(from: string, to: string): Outcome<void> {
    const [fromHome, node] = [this.#names.findHome(from), this.#names.find(from)];
    const [home, replaced] = [this.#names.findHome(to), this.#names.find(to)];
    if (fromHome === undefined || node === undefined) return fail("ENOENT", "rename", from);
    if (node.kind === "directory") return fail("EACCES", "rename", from, "a directory");
    if (home === undefined) return fail("ENOENT", "rename", from, to);
    if (replaced?.kind === "directory") return fail("EACCES", "rename", from, `${to} is a directory`);
    const move = (): void => this.#names.move(from, fromHome, to, home, node);
    if (replaced === undefined) move();
    else this.#space.change(replaced, move);
    return DONE;
  }

  #closeAll(crashed: (file: FileNode) => CrashOutcome): void {
    this.#engine.observe("disk crash", "");
    const files = this.#names.files();
    for (const [path, file] of files) {
      file.opens = 0;
      this.#report(path, crashed(file));
    }
    this.#space.recount(files.map(([, file]) => file));
  }

  #report(path: string, { lost, kept, isReordered, isSizeLost }: CrashOutcome): void {
    const { observe } = this.#engine;
    if (lost > 0) observe(kept > 0 ? "torn write" : "lost write", path);
    if (isReordered) observe("reordered write", path);
    if (isSizeLost) observe("lost size", path);
  }
}

/** How much space the files take that have a name or are open. */
class FileSpace implements Space {
  readonly #engine: DiskEngine;
  used = 0;

  constructor(engine: DiskEngine) {
    this.#engine = engine;
  }

  get room(): number {
    return this.#engine.faults.capacity - this.used;
  }

  change<T>(node: FileNode, run: () => T): T {
    const before = takenBy(node);
    const result = run();
    this.used += takenBy(node) - before;
    return result;
  }

  closed(node: FileNode): void {
    this.change(node, () => node.opens--);
  }

  recount(files: readonly FileNode[]): void {
    this.used = files.reduce((sum, file) => sum + takenBy(file), 0);
  }
}

function takenBy({ content, opens, hasName }: FileNode): number {
  return hasName || opens > 0 ? content.bytes : 0;
}

function fail(code: DiskErrorCode, operation: DiskOperation, path: string, detail = ""): Outcome<never> {
  return { error: new DiskError(code, operation, path, detail) };
}
