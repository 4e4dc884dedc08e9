import type { CheckerClass } from "../checkers/checker.js";

const CODES: Record<CheckerClass, number> = { safety: 10, liveness: 11, crash: 12 };

/** The gravest failure decides: wrong answers, then none, then a process that ended itself rather than lie. */
export function exitCode(failures: Iterable<CheckerClass | undefined>): number {
  const codes = Array.from(failures).flatMap((failure) => (failure === undefined ? [] : [CODES[failure]]));
  return codes.length === 0 ? 0 : Math.min(...codes);
}
