/** Entries of a node at most. */
export const FANOUT = 64;

/**
 * A node's first words: how many entries it has, how many bytes all its keys have in common, or fewer, and the last of
 * those. Behind them stand the samples: the heads of the first entries of all blocks.
 */
export const COUNT = 0;
export const SKIP = 1;
export const COMMON = 2;
export const COMMON_WORDS = 6;
const SAMPLES = COMMON + COMMON_WORDS;

/**
 * Entries stand in blocks: first their heads, the four bytes of each key behind the common ones, then their keys. So a
 * search looks at two lines of the processor's cache, that of the samples and that of a block. A key is twice its number,
 * and one more where its newest version is no tombstone.
 */
const BLOCK = 8;
const BLOCK_SHIFT = 3;
const BLOCKS = SAMPLES + FANOUT / BLOCK;

/** The next four bytes of each key. */
export const TAIL = BLOCKS + 2 * FANOUT;
export const LEAF_WORDS = TAIL + FANOUT;

/** What an inner node knows of each child: its number, its live keys, and a revision since which no key below it has begun or ceased to be live. */
export const CHILD = LEAF_WORDS;
export const LIVE = CHILD + FANOUT;
/** Counted in floats. */
export const TURN = (LIVE + FANOUT) / 2;
export const INNER_WORDS = 2 * (TURN + FANOUT);

/** Where an entry's head stands among the words of its node. */
export function headAt(index: number): number {
  return BLOCKS + (index >>> BLOCK_SHIFT) * 2 * BLOCK + (index % BLOCK);
}

export function keyAt(index: number): number {
  return headAt(index) + BLOCK;
}

export function setHead(words: Uint32Array, at: number, index: number, head: number): void {
  words[at + headAt(index)] = head;
  if (index % BLOCK === 0) words[at + SAMPLES + index / BLOCK] = head;
}

/** Head, tail and key; what an inner node knows of a child stays where it is. */
export function copyEntry(
  from: Uint32Array,
  fromAt: number,
  index: number,
  to: Uint32Array,
  toAt: number,
  toIndex: number,
): void {
  setHead(to, toAt, toIndex, from[fromAt + headAt(index)] ?? 0);
  to[toAt + keyAt(toIndex)] = from[fromAt + keyAt(index)] ?? 0;
  to[toAt + TAIL + toIndex] = from[fromAt + TAIL + index] ?? 0;
}

/**
 * The first entry whose head is not less, from `first` on. The head of an entry before `first` is no greater than those
 * of the others.
 */
export function lowerBound(words: Uint32Array, at: number, first: number, count: number, head: number): number {
  let block = 0;
  while (block * BLOCK < count && (words[at + SAMPLES + block] ?? 0) < head) block++;
  if (block === 0) return first;
  const start = (block - 1) * BLOCK;
  const length = Math.min(BLOCK, count - start);
  const heads = at + headAt(start);
  let index = 1;
  while (index < length && (words[heads + index] ?? 0) < head) index++;
  return start + index;
}
