import { assert } from "../assert.js";
import { Budget } from "./budget.js";
import { Compaction } from "./compaction.js";
import { Cursor, type Direction } from "./cursor.js";
import { HistoryCursor } from "./history-cursor.js";
import { IndexRebuild } from "./index-rebuild.js";
import { KeyArena, type KeyId } from "./key-arena.js";
import { compareKeys } from "./key-bytes.js";
import type { KeyIndexParts } from "./key-index-parts.js";
import { KeyShortcuts } from "./key-shortcuts.js";
import { KeyTree } from "./key-tree.js";
import { RangeCount } from "./range-count.js";
import { RevisionList } from "./revision-list.js";
import { TreePath } from "./tree-path.js";
import { type NewVersion, type VersionId, VersionPool } from "./version-pool.js";

export type { NewVersion, VersionId } from "./version-pool.js";

/**
 * All kept versions of all keys of a range, in order and counted, in memory that the garbage collector does not walk.
 *
 * Ranges are from `first` to before `end`, or to the last key if there is no `end`. A tombstone is a version too, but a
 * key is live at a revision only if the newest version that is not newer than it is none.
 */
export class KeyIndex {
  readonly #versions = new VersionPool();
  readonly #arena = new KeyArena();
  readonly #tree = new KeyTree(this.#arena);
  readonly #shortcuts = new KeyShortcuts(this.#arena);
  readonly #list = new RevisionList(this.#versions);
  readonly #compaction = new Compaction(this.#versions, this.#arena, this.#list, (key) => this.#removeKey(key));
  readonly #parts: KeyIndexParts = {
    versions: this.#versions,
    arena: this.#arena,
    tree: this.#tree,
    list: this.#list,
    compaction: this.#compaction,
  };
  /** Where the key stands, or would, that the tree was asked for last. */
  readonly #path = new TreePath();
  /** Where the key stands that began or ceased to be live last. */
  readonly #turned = new TreePath();
  readonly #otherPath = new TreePath();
  /** While versions come of which the keys are yet to enter the tree. */
  #rebuild: IndexRebuild | undefined;

  /** Keys that are live after the last change. */
  get liveKeys(): number {
    return this.#tree.live;
  }

  /** Keys of which a version is kept. */
  get keys(): number {
    return this.#tree.keys;
  }

  get versions(): number {
    return this.#versions.size;
  }

  /** Bytes of memory held. */
  get memory(): number {
    return this.#versions.memory + this.#arena.memory + this.#tree.memory + this.#shortcuts.memory + this.#list.memory;
  }

  /** What is older than this can not be read any more, whether it is removed already or not. */
  get compactRevision(): number {
    return this.#compaction.revision;
  }

  /** Of all versions that were ever added, with what each takes beside its key and value. */
  get addedBytes(): number {
    return this.#list.addedBytes;
  }

  /**
   * Of these, of the versions that no reader at the revision or a later one sees, whether they are removed or not. The
   * revision is not below the compact one.
   */
  hiddenBytes(revision: number): number {
    return this.#list.hiddenBytes(revision);
  }

  /** The key's newest version, which may be a tombstone; 0 if the key is not known. */
  find(key: Uint8Array): VersionId {
    const id = this.#keyOf(key);
    return id === 0 ? 0 : this.#arena.latestOf(id);
  }

  /** The key's newest version that is not newer than the revision; it may be a tombstone, or 0 if there is none. */
  findAt(key: Uint8Array, revision: number): VersionId {
    return this.#versions.notAfter(this.find(key), revision);
  }

  /** The key's version of exactly this revision, 0 if it is not kept: found in few steps, however many versions the key has. */
  findExactly(key: Uint8Array, mod: number, sub: number): VersionId {
    const listed = this.#list.find(mod, sub);
    if (listed !== 0) return listed;
    // What the list has no more and is kept nevertheless is the oldest of its key.
    const newest = this.find(key);
    const oldest = newest === 0 ? 0 : this.#versions.oldest(newest);
    return this.#versions.isOf(oldest, mod, sub) ? oldest : 0;
  }

  /** Adds the newest version of all: no other has a greater (mod, sub), and none of this key the same mod. */
  add(key: Uint8Array, fields: NewVersion): VersionId {
    const known = this.#keyOf(key);
    if (known !== 0) return this.addBehind(this.#arena.latestOf(known), fields);
    this.#assertNext(fields);
    const keyId = this.#arena.add(key);
    const id = this.#take(keyId, 0, fields);
    this.#addKey(key, keyId, id);
    return id;
  }

  /** The same where the key's newest version so far is known: the key need not be looked for. */
  addBehind(previous: VersionId, fields: NewVersion): VersionId {
    this.#assertNext(fields);
    const key = this.#versions.keyOf(previous);
    const isNewest = this.#arena.latestOf(key) === previous && this.#versions.modOf(previous) < fields.mod;
    assert(isNewest, "a key's newest version is added", fields.mod);
    const staysLive = this.#staysLive(previous, fields);
    const id = this.#take(key, previous, fields);
    if (!staysLive) this.#turn(key, id);
    return id;
  }

  #assertNext(fields: NewVersion): void {
    assert(this.#rebuild === undefined, "what was inserted is sorted before anything is added");
    this.#versions.assertFits(fields);
    assert(this.#list.isLast(fields.mod, fields.sub), "revisions are added in their order", fields.mod, fields.sub);
  }

  #take(key: KeyId, previous: VersionId, fields: NewVersion): VersionId {
    const id = this.#versions.take(key, fields);
    this.#versions.follow(previous, id);
    this.#list.append(id);
    this.#arena.setLatest(key, id);
    return id;
  }

  /**
   * Adds the newest version of all to an index that was empty before. Its key enters the order of keys with `sort`, which ends
   * that; until then nothing but versions can be asked about. 0 if it is not the newest, or its key has one with this mod already.
   */
  insert(key: Uint8Array, fields: NewVersion): VersionId {
    this.#versions.assertFits(fields);
    assert(this.#tree.keys === 0, "an index is rebuilt from nothing", this.#tree.keys);
    this.#rebuild ??= new IndexRebuild(this.#parts);
    return this.#rebuild.insert(key, fields);
  }

  /** Ends a rebuild, in slices of about so many steps; true once all is done. */
  sort(budget: number): boolean {
    if (this.#rebuild?.finish(budget) === false) return false;
    this.#rebuild = undefined;
    return true;
  }

  /** The key's number; 0 if it is not known, and then the path leads to where it would stand. */
  #keyOf(key: Uint8Array): KeyId {
    const near = this.#shortcuts.find(key);
    if (near !== 0 || !this.#tree.seek(this.#path, key)) return near;
    const found = this.#tree.keyAt(this.#path);
    this.#shortcuts.add(key, found);
    return found;
  }

  /** Whether the key was live before its new version and goes on to be: all that the tree knows of it stays true. */
  #staysLive(previous: VersionId, { create, isTombstone }: NewVersion): boolean {
    return !isTombstone && !this.#versions.isTombstone(previous) && this.#versions.createOf(previous) === create;
  }

  /** The path leads to where the key is to stand. */
  #addKey(key: Uint8Array, keyId: KeyId, id: VersionId): void {
    this.#tree.insert(this.#path, keyId, !this.#versions.isTombstone(id), this.#versions.turnOf(id));
    this.#shortcuts.add(key, keyId);
  }

  /** The key has begun or ceased to be live. Of a range whose keys are deleted, it mostly stands behind the one before. */
  #turn(key: KeyId, id: VersionId): void {
    const path = this.#turned;
    if (!this.#tree.stepTo(path, key)) this.#tree.seek(path, this.#arena.view(key));
    this.#tree.update(path, !this.#versions.isTombstone(id), this.#versions.turnOf(id));
  }

  #removeKey(keyId: KeyId): void {
    const key = this.#arena.view(keyId);
    const isFound = this.#tree.seek(this.#otherPath, key);
    assert(isFound, "a key with versions is in the tree", keyId);
    this.#tree.remove(this.#otherPath);
    this.#shortcuts.forget(key, keyId);
    this.#arena.remove(keyId);
  }

  /** The next older version of the same key, 0 if there is none. */
  previous(id: VersionId): VersionId {
    return this.#versions.previous(id);
  }

  /** The next newer version of the same key, 0 if there is none. */
  next(id: VersionId): VersionId {
    return this.#versions.next(id);
  }

  /** A copy of the key's bytes. */
  keyOf(id: VersionId): Uint8Array {
    return this.#arena.copy(this.#versions.keyOf(id));
  }

  /** The key's bytes where the index keeps them: not to be changed, nor to be used after the index has changed. */
  keyView(id: VersionId): Uint8Array {
    return this.#arena.view(this.#versions.keyOf(id));
  }

  keyLengthOf(id: VersionId): number {
    return this.#arena.lengthOf(this.#versions.keyOf(id));
  }

  modOf(id: VersionId): number {
    return this.#versions.modOf(id);
  }

  subOf(id: VersionId): number {
    return this.#versions.subOf(id);
  }

  createOf(id: VersionId): number {
    return this.#versions.createOf(id);
  }

  versionOf(id: VersionId): number {
    return this.#versions.versionOf(id);
  }

  leaseOf(id: VersionId): number {
    return this.#versions.leaseOf(id);
  }

  placeOf(id: VersionId): number {
    return this.#versions.placeOf(id);
  }

  setPlace(id: VersionId, place: number): void {
    this.#versions.setPlace(id, place);
  }

  bytesOf(id: VersionId): number {
    return this.#versions.bytesOf(id);
  }

  isTombstone(id: VersionId): boolean {
    return this.#versions.isTombstone(id);
  }

  hashHighOf(id: VersionId): number {
    return this.#versions.hashHighOf(id);
  }

  hashLowOf(id: VersionId): number {
    return this.#versions.hashLowOf(id);
  }

  /** How many keys of the range are live at the revision, however long it takes. */
  count(first: Uint8Array, end: Uint8Array | undefined, revision: number): number {
    const counting = this.counting(first, end, revision);
    counting.step(new Budget(Infinity));
    return counting.count;
  }

  /** The same in steps. */
  counting(first: Uint8Array, end: Uint8Array | undefined, revision: number): RangeCount {
    const oldest = this.compactRevision;
    assert(revision >= oldest, "a revision that is read is not compacted", revision, oldest);
    return new RangeCount(this.#parts, { first, end }, revision, this.#liveIn(first, end));
  }

  /** How many keys of the range are live after the last change. */
  #liveIn(first: Uint8Array, end: Uint8Array | undefined): number {
    if (end !== undefined && compareKeys(first, end) >= 0) return 0;
    const path = this.#otherPath;
    if (end === undefined) this.#tree.seekEnd(path);
    else this.#tree.seek(path, end);
    const beforeEnd = this.#tree.rank(path);
    this.#tree.seek(path, first);
    return beforeEnd - this.#tree.rank(path);
  }

  /** The versions of the range that are live at the revision, in the order of their keys. */
  cursor(first: Uint8Array, end: Uint8Array | undefined, revision: number, direction: Direction = "ascending"): Cursor {
    return new Cursor(this.#parts, first, end, revision, direction);
  }

  /** All versions from a revision on, in the order of their revisions. */
  history(fromRevision: number): HistoryCursor {
    return new HistoryCursor(this.#parts, fromRevision);
  }

  /**
   * Removes what can not be read any more after a compaction at the revision, in slices of at most `budget` steps; true
   * once all is done. Of each key all versions go that are older than its newest one at the revision, and that one too
   * if it is a tombstone older than the revision. `removing` hears of each while it can still be asked about.
   */
  compact(revision: number, budget: number, removing: (id: VersionId) => void): boolean {
    assert(this.#rebuild === undefined, "what was inserted is sorted before it is compacted");
    return this.#compaction.run(revision, budget, removing);
  }

  /** Looks at everything, and fails if it is not as it has to be: for tests, since it takes as long as there are keys. */
  check(): void {
    this.#tree.check(this.#versions);
    for (let i = this.#list.start + 1; i < this.#list.end; i++) {
      const [before, id] = [this.#list.at(i - 1), this.#list.at(i)];
      const [beforeMod, mod] = [this.modOf(before), this.modOf(id)];
      const isLater = mod > beforeMod || (mod === beforeMod && this.subOf(id) > this.subOf(before));
      assert(isLater, "versions are listed in the order of their revisions", beforeMod, mod);
    }
  }
}
