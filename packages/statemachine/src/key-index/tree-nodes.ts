import type { KeyArena, KeyId } from "./key-arena.js";
import { wordOf } from "./key-bytes.js";
import { type Chunk, PagePool } from "./page-pool.js";

/** Names a node among those of its kind. */
export type NodeId = number;

/** Entries of a node at most. */
export const FANOUT = 64;

/** A node's first words: how many entries it has, how many bytes all its keys have in common, or fewer, and the last of those. */
const COUNT = 0;
const SKIP = 1;
const COMMON = 2;
const COMMON_WORDS = 6;
/** An entry's key: twice its number, and one more where the entry's newest version is no tombstone. */
const KEY = COMMON + COMMON_WORDS;
/** The eight bytes of each key behind the common ones. */
const HIGH = KEY + FANOUT;
const LOW = HIGH + FANOUT;
const LEAF_WORDS = LOW + FANOUT;

/** What an inner node knows of each child: its number, its live keys, and no less than the newest revision in it. */
const CHILD = LEAF_WORDS;
const LIVE = CHILD + FANOUT;
const NEWEST = (LIVE + FANOUT) / 2;
const INNER_WORDS = 2 * (NEWEST + FANOUT);

/**
 * The nodes of one kind. Entries are in the order of their keys; an inner node's entry has the first key of its child,
 * except for the first entry, whose key says nothing.
 */
export class TreeNodes {
  readonly #arena: KeyArena;
  readonly #pages: PagePool;
  readonly #isInner: boolean;
  /** The first entry whose key counts. */
  readonly first: 0 | 1;

  /** Whether the last search found the very key. */
  isFound = false;

  constructor(arena: KeyArena, kind: "leaf" | "inner") {
    this.#arena = arena;
    this.#isInner = kind === "inner";
    this.first = this.#isInner ? 1 : 0;
    this.#pages = new PagePool(this.#isInner ? INNER_WORDS : LEAF_WORDS);
  }

  get memory(): number {
    return this.#pages.bytes;
  }

  get used(): number {
    return this.#pages.used;
  }

  create(): NodeId {
    const node = this.#pages.take();
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    words[at + COUNT] = 0;
    words[at + SKIP] = 0;
    return node;
  }

  release(node: NodeId): void {
    this.#pages.give(node);
  }

  countOf(node: NodeId): number {
    return this.#word(node, COUNT);
  }

  skipOf(node: NodeId): number {
    return this.#word(node, SKIP);
  }

  keyAt(node: NodeId, index: number): KeyId {
    return this.#word(node, KEY + index) >>> 1;
  }

  highAt(node: NodeId, index: number): number {
    return this.#word(node, HIGH + index);
  }

  lowAt(node: NodeId, index: number): number {
    return this.#word(node, LOW + index);
  }

  isLive(node: NodeId, index: number): boolean {
    return (this.#word(node, KEY + index) & 1) === 1;
  }

  setLive(node: NodeId, index: number, isLive: boolean): void {
    this.#setWord(node, KEY + index, this.keyAt(node, index) * 2 + (isLive ? 1 : 0));
  }

  childAt(node: NodeId, index: number): NodeId {
    return this.#word(node, CHILD + index);
  }

  liveAt(node: NodeId, index: number): number {
    return this.#word(node, LIVE + index);
  }

  addLive(node: NodeId, index: number, change: number): void {
    this.#setWord(node, LIVE + index, this.liveAt(node, index) + change);
  }

  newestAt(node: NodeId, index: number): number {
    return this.#pages.chunk(node).floats[this.#pages.at(node) / 2 + NEWEST + index] ?? 0;
  }

  raiseNewest(node: NodeId, index: number, revision: number): void {
    const { floats } = this.#pages.chunk(node);
    const at = this.#pages.at(node) / 2 + NEWEST + index;
    if (revision > (floats[at] ?? 0)) floats[at] = revision;
  }

  setChild(node: NodeId, index: number, child: NodeId, live: number, newest: number): void {
    this.#setWord(node, CHILD + index, child);
    this.#setWord(node, LIVE + index, live);
    this.#pages.chunk(node).floats[this.#pages.at(node) / 2 + NEWEST + index] = newest;
  }

  /** The live keys of the entries from one to before another. */
  liveIn(node: NodeId, from: number, to: number): number {
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    let live = 0;
    if (this.#isInner) for (let i = from; i < to; i++) live += words[at + LIVE + i] ?? 0;
    else for (let i = from; i < to; i++) live += (words[at + KEY + i] ?? 0) & 1;
    return live;
  }

  /**
   * The first entry whose key is not less than the key, among those whose keys count. As many as `known` bytes of the
   * key are known to be those of the node's keys.
   */
  search(node: NodeId, key: Uint8Array, known: number): number {
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const count = words[at + COUNT] ?? 0;
    const skip = words[at + SKIP] ?? 0;
    if (skip > known && count > this.first && !this.#beginsAlike(words, at, skip, key, known)) {
      this.isFound = false;
      return this.#arena.compare((words[at + KEY + this.first] ?? 0) >>> 1, key) > 0 ? this.first : count;
    }
    const high = wordOf(key, skip, key.length);
    const low = wordOf(key, skip + 4, key.length);
    let from = this.first;
    let to = count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const there = words[at + HIGH + middle] ?? 0;
      if (there < high || (there === high && (words[at + LOW + middle] ?? 0) < low)) from = middle + 1;
      else to = middle;
    }
    return this.#searchEqual(words, at, from, count, key, high, low);
  }

  /** Whether the bytes that the node's keys have in common are the key's as well. */
  #beginsAlike(words: Uint32Array, at: number, skip: number, key: Uint8Array, known: number): boolean {
    const start = commonStart(skip);
    if (key.length < skip || known < start) {
      return this.#arena.common((words[at + KEY + this.first] ?? 0) >>> 1, key) >= skip;
    }
    for (let i = (known - start) >>> 2; start + 4 * i < skip; i++) {
      if (words[at + COMMON + i] !== wordOf(key, start + 4 * i, skip)) return false;
    }
    return true;
  }

  /** Goes on where eight bytes of the key do not decide. */
  #searchEqual(
    words: Uint32Array,
    at: number,
    start: number,
    end: number,
    key: Uint8Array,
    high: number,
    low: number,
  ): number {
    this.isFound = false;
    let from = start;
    let to = end;
    let middle = from;
    while (from < to) {
      if (words[at + HIGH + middle] !== high || words[at + LOW + middle] !== low) {
        to = middle;
      } else {
        const order = this.#arena.compare((words[at + KEY + middle] ?? 0) >>> 1, key);
        if (order === 0) {
          this.isFound = true;
          return middle;
        }
        if (order < 0) from = middle + 1;
        else to = middle;
      }
      middle = (from + to) >>> 1;
    }
    return from;
  }

  /** Makes room for one entry and sets its key. */
  insert(node: NodeId, index: number, key: KeyId, isLive: boolean): void {
    this.#shift(node, index, index + 1);
    this.#setWord(node, COUNT, this.countOf(node) + 1);
    this.setKey(node, index, key, isLive);
  }

  /** Gives an entry another key, which has its place there. */
  setKey(node: NodeId, index: number, key: KeyId, isLive: boolean): void {
    this.#setWord(node, KEY + index, key * 2 + (isLive ? 1 : 0));
    if (index < this.first) return;
    const skip = this.skipOf(node);
    const neighbour = index > this.first ? index - 1 : index + 1;
    if (skip > 0 && neighbour < this.countOf(node)) {
      const common = this.#arena.common(this.keyAt(node, neighbour), this.#arena.view(key));
      if (common < skip) {
        this.#setSkip(node, common);
        return;
      }
    } else if (skip > 0) {
      this.#setSkip(node, 0);
      return;
    }
    this.#setWords(node, index, key, skip);
  }

  /** Tells an inner node the first key of its first child. */
  nameFirst(node: NodeId, key: KeyId): void {
    this.#setWord(node, KEY, key * 2);
  }

  remove(node: NodeId, index: number): void {
    this.#shift(node, index + 1, index);
    this.#setWord(node, COUNT, this.countOf(node) - 1);
  }

  /** Moves the entries from an index on to the end of another node. */
  moveTail(node: NodeId, from: number, target: NodeId): void {
    const source = this.#pages.chunk(node);
    const sink = this.#pages.chunk(target);
    const moved = this.countOf(node) - from;
    const sourceAt = this.#pages.at(node) + from;
    const sinkAt = this.#pages.at(target) + this.countOf(target);
    for (let section = KEY; section < (this.#isInner ? 2 * NEWEST : LEAF_WORDS); section += FANOUT) {
      sink.words.set(source.words.subarray(sourceAt + section, sourceAt + section + moved), sinkAt + section);
    }
    if (this.#isInner) this.#moveNewest(source, this.#pages.at(node) / 2 + from, sink, target, moved);
    this.#setWord(node, COUNT, from);
    this.#setWord(target, COUNT, this.countOf(target) + moved);
  }

  #moveNewest(source: Chunk, from: number, sink: Chunk, target: NodeId, moved: number): void {
    const to = this.#pages.at(target) / 2 + this.countOf(target);
    sink.floats.set(source.floats.subarray(from + NEWEST, from + NEWEST + moved), to + NEWEST);
  }

  /** Looks anew how much the keys have in common, after many of them came or went. */
  refresh(node: NodeId): void {
    const count = this.countOf(node);
    if (count <= this.first) return;
    const last = this.#arena.view(this.keyAt(node, count - 1));
    this.#setSkip(node, this.#arena.common(this.keyAt(node, this.first), last));
  }

  #setSkip(node: NodeId, skip: number): void {
    this.#setWord(node, SKIP, skip);
    const count = this.countOf(node);
    const start = commonStart(skip);
    for (let i = 0; start + 4 * i < skip; i++) {
      this.#setWord(node, COMMON + i, this.#arena.wordOf(this.keyAt(node, this.first), start + 4 * i, skip));
    }
    for (let i = this.first; i < count; i++) this.#setWords(node, i, this.keyAt(node, i), skip);
  }

  #setWords(node: NodeId, index: number, key: KeyId, skip: number): void {
    this.#setWord(node, HIGH + index, this.#arena.wordOf(key, skip, Infinity));
    this.#setWord(node, LOW + index, this.#arena.wordOf(key, skip + 4, Infinity));
  }

  /** Moves the entries from an index on by some places. */
  #shift(node: NodeId, from: number, to: number): void {
    const { words, floats } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const count = this.countOf(node);
    for (let section = at + KEY; section < at + (this.#isInner ? 2 * NEWEST : LEAF_WORDS); section += FANOUT) {
      words.copyWithin(section + to, section + from, section + count);
    }
    if (!this.#isInner) return;
    const newest = at / 2 + NEWEST;
    floats.copyWithin(newest + to, newest + from, newest + count);
  }

  #word(node: NodeId, field: number): number {
    return this.#pages.chunk(node).words[this.#pages.at(node) + field] ?? 0;
  }

  #setWord(node: NodeId, field: number, value: number): void {
    this.#pages.chunk(node).words[this.#pages.at(node) + field] = value;
  }
}

/** Where those of the common bytes begin that stand in the node itself. */
function commonStart(skip: number): number {
  return Math.max(0, skip - 4 * COMMON_WORDS);
}
