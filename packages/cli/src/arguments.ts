import type { Id } from "@keyval/api";
import { badArguments } from "./frame/failure.js";
import { parseWhole } from "./frame/flag-values.js";

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Refuses other than so many arguments, with etcdctl's sentence. */
export function expect(args: readonly string[], count: number, otherwise: string): string[] {
  if (args.length !== count) throw badArguments(otherwise);
  return [...args];
}

/** A lease as people write it: hexadecimal, with a sign where somebody chose such an id. */
export function leaseArgument(text: string, what: string): Id {
  return idOf(parsed(text, 16, "ParseInt", (why) => `bad ${what} (${why}), expecting ID in Hex`));
}

export function memberArgument(text: string): Id {
  return idOf(parsed(text, 16, "ParseUint", (why) => `bad member ID arg (${why}), expecting ID in Hex`));
}

export function parsed(
  text: string,
  base: 10 | 16,
  parser: "ParseInt" | "ParseUint",
  sentence: (why: string) => string,
): bigint {
  try {
    return parseWhole(text, base, parser);
  } catch (error) {
    throw badArguments(sentence((error as RangeError).message));
  }
}

/** In the one form that ids have. */
function idOf(number: bigint): Id {
  const isSafe = number >= BigInt(Number.MIN_SAFE_INTEGER) && number <= BigInt(Number.MAX_SAFE_INTEGER);
  return isSafe ? Number(number) : number;
}
