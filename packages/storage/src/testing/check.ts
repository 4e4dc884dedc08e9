import { DiskError, type DiskErrorCode, type DiskOperation } from "../disk.js";
import type { Answer } from "../script.js";

/** What a `Disk` did, against what it ought to have done. */
export class CheckError extends Error {
  override readonly name = "CheckError";
}

export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new CheckError(what);
}

/** For numbers, strings and lists of strings. */
export function checkEqual<T extends number | string | boolean | readonly string[]>(
  actual: T,
  expected: T,
  what: string,
): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === b, `${what}: ${a} instead of ${b}`);
}

export function checkBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  checkEqual(actual.length, expected.length, `${what}: length`);
  for (let at = 0; at < expected.length; at++) {
    if (actual[at] !== expected[at]) checkEqual(actual[at] ?? -1, expected[at] ?? -1, `${what}: byte ${at}`);
  }
}

export function checkFails(
  outcome: Answer<unknown>,
  code: DiskErrorCode,
  operation: DiskOperation,
  path: string,
): void {
  const { error } = outcome;
  const call = `${operation} ${JSON.stringify(path)}`;
  check(error !== undefined, `${call} succeeded instead of failing with ${code}`);
  check(error instanceof DiskError, `${call} failed with something else than a DiskError`);
  checkEqual(error.code, code, `${call}: code`);
  checkEqual(error.operation, operation, `${call}: operation`);
  checkEqual(error.path, path, `${call}: path`);
}
