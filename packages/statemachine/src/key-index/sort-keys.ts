import type { KeyArena, KeyId } from "./key-arena.js";

/** So many keys are sorted in one go: by four of their bytes and their number among them, as one exact number. */
const AT_ONCE = 2 ** 15;
const BYTES_AT_ONCE = 4;
/** More are first parted by two bytes. */
const BYTES_PARTED = 2;
/** So few are sorted by comparing them. */
const FEW = 8;
/** Keys that are looked at between two pauses, about. */
const PAUSE = 2 ** 13;

/** Keys that begin with the same bytes, so many of them. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly common: number;
}

/**
 * Sorts different keys by their bytes, and pauses wherever it yields. Numbers are sorted much faster than by a function that
 * compares, so that is what a few bytes of each are made into.
 */
export function* sortKeys(arena: KeyArena, keys: Uint32Array): Generator<undefined, void> {
  const open: Stretch[] = [{ from: 0, to: keys.length, common: 0 }];
  const numbers = new Float64Array(Math.min(AT_ONCE, keys.length));
  let looked = 0;
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const { from, to } = stretch;
    const length = to - from;
    if (length <= FEW) compareStretch(arena, keys, stretch);
    else {
      const common = yield* commonBytes(arena, keys.subarray(from, to), stretch.common);
      if (length > AT_ONCE) yield* partStretch(arena, keys, { from, to, common }, open);
      else sortStretch(arena, keys, { from, to, common }, numbers, open);
    }
    looked += length;
    if (looked < PAUSE) continue;
    looked = 0;
    yield;
  }
}

/** Moves many keys apart by their next bytes. */
function* partStretch(
  arena: KeyArena,
  keys: Uint32Array,
  { from, to, common }: Stretch,
  open: Stretch[],
): Generator<undefined, void> {
  const unsorted = new Uint32Array(to - from);
  const digits = new Uint32Array(to - from);
  const places = new Uint32Array((BYTES_PARTED + 1) * 2 ** (8 * BYTES_PARTED) + 1);
  for (let i = 0; i < unsorted.length; i++) {
    const id = keys[from + i] ?? 0;
    const digit = digitOf(arena, id, common, BYTES_PARTED);
    unsorted[i] = id;
    digits[i] = digit;
    places[digit + 1] = (places[digit + 1] ?? 0) + 1;
    if (i % PAUSE === PAUSE - 1) yield;
  }
  let start = from;
  for (let digit = 0; digit < places.length; digit++) {
    const end = start + (places[digit + 1] ?? 0);
    if (end - start > 1) open.push({ from: start, to: end, common: common + BYTES_PARTED });
    places[digit] = start;
    start = end;
  }
  for (let i = 0; i < unsorted.length; i++) {
    const digit = digits[i] ?? 0;
    const place = places[digit] ?? 0;
    keys[place] = unsorted[i] ?? 0;
    places[digit] = place + 1;
    if (i % PAUSE === PAUSE - 1) yield;
  }
}

/** With how many equal bytes they all begin, of which some are known. */
function* commonBytes(arena: KeyArena, keys: Uint32Array, known: number): Generator<undefined, number> {
  let first = arena.view(keys[0] ?? 0);
  for (let i = 0; i < keys.length && first.length > known; i++) {
    const common = arena.common(keys[i] ?? 0, first);
    if (common < first.length) first = first.subarray(0, common);
    if (i % PAUSE === PAUSE - 1) yield;
  }
  return first.length;
}

function sortStretch(
  arena: KeyArena,
  keys: Uint32Array,
  { from, to, common }: Stretch,
  scratch: Float64Array,
  open: Stretch[],
): void {
  const unsorted = keys.slice(from, to);
  const numbers = scratch.subarray(0, to - from);
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = digitOf(arena, unsorted[i] ?? 0, common, BYTES_AT_ONCE) * AT_ONCE + i;
  }
  numbers.sort();
  let start = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] ?? 0;
    keys[from + i] = unsorted[number % AT_ONCE] ?? 0;
    const digit = Math.floor(number / AT_ONCE);
    if (i + 1 < numbers.length && Math.floor((numbers[i + 1] ?? 0) / AT_ONCE) === digit) continue;
    if (i > start) open.push({ from: from + start, to: from + i + 1, common: common + BYTES_AT_ONCE });
    start = i + 1;
  }
}

/** Some bytes of the key as a number, and how many of them it has: what ends within them comes before what goes on with zeros. */
function digitOf(arena: KeyArena, id: KeyId, from: number, bytes: number): number {
  const word = arena.wordOf(id, from) >>> (32 - 8 * bytes);
  return word * (bytes + 1) + Math.min(bytes, arena.lengthOf(id) - from);
}

function compareStretch(arena: KeyArena, keys: Uint32Array, { from, to }: Stretch): void {
  for (let i = from + 1; i < to; i++) {
    const id = keys[i] ?? 0;
    const key = arena.view(id);
    let at = i;
    for (; at > from && arena.compareBytes(keys[at - 1] ?? 0, key) > 0; at--) keys[at] = keys[at - 1] ?? 0;
    keys[at] = id;
  }
}
