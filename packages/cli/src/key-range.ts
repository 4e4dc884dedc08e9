import { bytesOf } from "./arguments.js";
import { badArguments } from "./frame/failure.js";
import { FIRST_KEY, OPEN_END, prefixEnd } from "./ranges.js";

export interface KeyRange {
  readonly key: Uint8Array;
  readonly rangeEnd: Uint8Array;
}

interface RangeFlags {
  readonly prefix: boolean;
  readonly "from-key": boolean;
}

const NO_END = new Uint8Array();

/** The keys that a key, a second one and two flags name. */
export function keyRange(args: readonly string[], { prefix, "from-key": fromKey }: RangeFlags): KeyRange {
  if (prefix && fromKey) {
    throw badArguments("`--prefix` and `--from-key` cannot be set at the same time, choose one");
  }
  const [key = "", end] = args;
  if (end !== undefined) {
    if (!prefix && !fromKey) return { key: bytesOf(key), rangeEnd: bytesOf(end) };
    throw badArguments("too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
  }
  if (!prefix && !fromKey) return { key: bytesOf(key), rangeEnd: NO_END };
  const first = key === "" ? FIRST_KEY : bytesOf(key);
  return { key: first, rangeEnd: fromKey || key === "" ? OPEN_END : prefixEnd(first) };
}
