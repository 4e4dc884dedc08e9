import type { KeyArena, KeyId } from "./key-arena.js";
import {
  CHILD,
  COMMON,
  COMMON_WORDS,
  copyEntry,
  COUNT,
  headAt,
  INNER_WORDS,
  keyAt,
  LEAF_WORDS,
  LIVE,
  lowerBound,
  TURN,
  setHead,
  SKIP,
  TAIL,
} from "./node-layout.js";
import { PagePool } from "./page-pool.js";
import type { WantedKey } from "./wanted-key.js";

/** Names a node among those of its kind. */
export type NodeId = number;

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
    return this.#word(node, keyAt(index)) >>> 1;
  }

  isLive(node: NodeId, index: number): boolean {
    return (this.#word(node, keyAt(index)) & 1) === 1;
  }

  setLive(node: NodeId, index: number, isLive: boolean): void {
    this.#setWord(node, keyAt(index), this.keyAt(node, index) * 2 + (isLive ? 1 : 0));
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

  turnAt(node: NodeId, index: number): number {
    return this.#pages.chunk(node).floats[(this.#pages.at(node) >>> 1) + TURN + index] ?? 0;
  }

  raiseTurn(node: NodeId, index: number, turn: number): void {
    const { floats } = this.#pages.chunk(node);
    const at = (this.#pages.at(node) >>> 1) + TURN + index;
    if (turn > (floats[at] ?? 0)) floats[at] = turn;
  }

  setChild(node: NodeId, index: number, child: NodeId, live: number, turn: number): void {
    this.#setWord(node, CHILD + index, child);
    this.#setWord(node, LIVE + index, live);
    this.#pages.chunk(node).floats[(this.#pages.at(node) >>> 1) + TURN + index] = turn;
  }

  /** The live keys of the entries from one to before another. */
  liveIn(node: NodeId, from: number, to: number): number {
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    let live = 0;
    if (this.#isInner) for (let i = from; i < to; i++) live += words[at + LIVE + i] ?? 0;
    else for (let i = from; i < to; i++) live += (words[at + keyAt(i)] ?? 0) & 1;
    return live;
  }

  /**
   * The first entry whose key is not less than the wanted one, among those whose keys count. As many as `known` bytes of
   * the wanted key are known to be those of the node's keys.
   */
  search(node: NodeId, wanted: WantedKey, known: number): number {
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const count = words[at + COUNT] ?? 0;
    const skip = words[at + SKIP] ?? 0;
    this.isFound = false;
    if (skip > known && count > this.first && !this.#beginsAlike(words, at, skip, wanted, known)) {
      const firstKey = (words[at + keyAt(this.first)] ?? 0) >>> 1;
      return this.#arena.compare(firstKey, wanted) > 0 ? this.first : count;
    }
    const head = wanted.wordAt(skip);
    const start = lowerBound(words, at, this.first, count, head);
    return start < count && words[at + headAt(start)] === head
      ? this.#searchAlike(words, at, start, count, wanted, skip)
      : start;
  }

  /** Whether the bytes that the node's keys have in common are the wanted key's as well. */
  #beginsAlike(words: Uint32Array, at: number, skip: number, wanted: WantedKey, known: number): boolean {
    const start = commonStart(skip);
    if (wanted.length < skip) return false;
    if (known < start) return this.#arena.common((words[at + keyAt(this.first)] ?? 0) >>> 1, wanted.bytes) >= skip;
    let from = start + ((known - start) & ~3);
    for (; from + 4 <= skip; from += 4) {
      if (words[at + COMMON + ((from - start) >>> 2)] !== wanted.wordAt(from)) return false;
    }
    const shift = 8 * (from + 4 - skip);
    return shift === 32 || words[at + COMMON + ((from - start) >>> 2)] === wanted.wordAt(from) >>> shift;
  }

  /** Goes on from an entry with the key's head. Mostly it is the only one, and its key the wanted one. */
  #searchAlike(words: Uint32Array, at: number, start: number, count: number, wanted: WantedKey, skip: number): number {
    const head = words[at + headAt(start)] ?? 0;
    const isOnly = start + 1 === count || words[at + headAt(start + 1)] !== head;
    let from = start;
    let to = isOnly ? start + 1 : count;
    let middle = from;
    while (from < to) {
      let order = (words[at + headAt(middle)] ?? 0) - head;
      if (order === 0 && !isOnly) order = (words[at + TAIL + middle] ?? 0) - wanted.wordAt(skip + 4);
      if (order === 0) order = this.#arena.compare((words[at + keyAt(middle)] ?? 0) >>> 1, wanted);
      if (order === 0) {
        this.isFound = true;
        return middle;
      }
      if (order < 0) from = middle + 1;
      else to = middle;
      middle = (from + to) >>> 1;
    }
    return from;
  }

  headAt(node: NodeId, index: number): number {
    return this.#word(node, headAt(index));
  }

  tailAt(node: NodeId, index: number): number {
    return this.#word(node, TAIL + index);
  }

  /** Makes room for one entry and sets its key. */
  insert(node: NodeId, index: number, key: KeyId, isLive: boolean): void {
    const { words, floats } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const count = words[at + COUNT] ?? 0;
    for (let i = count; i > index; i--) copyEntry(words, at, i - 1, words, at, i);
    if (this.#isInner) shiftChildren(words, floats, at, index, index + 1, count);
    words[at + COUNT] = count + 1;
    this.setKey(node, index, key, isLive);
    // What a growing node's keys have in common is looked at again now and then, since it only shrinks otherwise.
    if (isPowerOfTwo(count)) this.refresh(node);
  }

  /** Gives an entry another key, which has its place there. */
  setKey(node: NodeId, index: number, key: KeyId, isLive: boolean): void {
    this.#setWord(node, keyAt(index), key * 2 + (isLive ? 1 : 0));
    const skip = this.skipOf(node);
    const neighbour = index > this.first ? index - 1 : index + 1;
    if (index >= this.first && skip > 0) {
      const isAlone = neighbour >= this.countOf(node);
      const common = isAlone ? 0 : this.#arena.commonOf(this.keyAt(node, neighbour), key);
      if (common < skip) {
        this.#setSkip(node, common);
        return;
      }
    }
    this.#setHeadAndTail(node, index, skip);
  }

  /** Tells an inner node the first key of its first child. */
  nameFirst(node: NodeId, key: KeyId): void {
    this.#setWord(node, keyAt(0), key * 2);
  }

  remove(node: NodeId, index: number): void {
    const { words, floats } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const count = words[at + COUNT] ?? 0;
    for (let i = index + 1; i < count; i++) copyEntry(words, at, i, words, at, i - 1);
    if (this.#isInner) shiftChildren(words, floats, at, index + 1, index, count);
    words[at + COUNT] = count - 1;
  }

  /** Moves the entries from an index on to the end of another node; `refresh` has to follow for both. */
  moveTail(node: NodeId, from: number, target: NodeId): void {
    const source = this.#pages.chunk(node);
    const sink = this.#pages.chunk(target);
    const sourceAt = this.#pages.at(node);
    const sinkAt = this.#pages.at(target);
    const count = this.countOf(node);
    const start = this.countOf(target);
    for (let i = from; i < count; i++) copyEntry(source.words, sourceAt, i, sink.words, sinkAt, start + i - from);
    if (this.#isInner) {
      for (let i = from; i < count; i++) {
        this.setChild(target, start + i - from, this.childAt(node, i), this.liveAt(node, i), this.turnAt(node, i));
      }
    }
    this.#setWord(node, COUNT, from);
    this.#setWord(target, COUNT, start + count - from);
  }

  /** Looks anew how much the keys have in common, after many of them came or went. */
  refresh(node: NodeId): void {
    const count = this.countOf(node);
    const isEmpty = count <= this.first;
    this.#setSkip(node, isEmpty ? 0 : this.#arena.commonOf(this.keyAt(node, this.first), this.keyAt(node, count - 1)));
  }

  #setSkip(node: NodeId, skip: number): void {
    this.#setWord(node, SKIP, skip);
    const count = this.countOf(node);
    const start = commonStart(skip);
    for (let i = 0; start + 4 * i < skip; i++) {
      const left = skip - start - 4 * i;
      const word = this.#arena.wordOf(this.keyAt(node, this.first), start + 4 * i);
      this.#setWord(node, COMMON + i, left < 4 ? word >>> (32 - 8 * left) : word);
    }
    for (let i = 0; i < count; i++) this.#setHeadAndTail(node, i, skip);
  }

  #setHeadAndTail(node: NodeId, index: number, skip: number): void {
    const { words } = this.#pages.chunk(node);
    const at = this.#pages.at(node);
    const key = (words[at + keyAt(index)] ?? 0) >>> 1;
    const counts = index >= this.first;
    setHead(words, at, index, counts ? this.#arena.wordOf(key, skip) : 0);
    words[at + TAIL + index] = counts ? this.#arena.wordOf(key, skip + 4) : 0;
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

/** Moves what an inner node knows of its children from an index on by one place. */
function shiftChildren(
  words: Uint32Array,
  floats: Float64Array,
  at: number,
  from: number,
  to: number,
  count: number,
): void {
  words.copyWithin(at + CHILD + to, at + CHILD + from, at + CHILD + count);
  words.copyWithin(at + LIVE + to, at + LIVE + from, at + LIVE + count);
  floats.copyWithin((at >>> 1) + TURN + to, (at >>> 1) + TURN + from, (at >>> 1) + TURN + count);
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
