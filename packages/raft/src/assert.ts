/** A bug in this package or in its host, never a bad input: the process that sees one must stop. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/**
 * Stays on in production. The numbers of the failure are passed as arguments, so that nothing is built while the
 * condition holds.
 */
export function assert(condition: boolean, rule: string, a?: number, b?: number, c?: number): asserts condition {
  if (!condition) fail(rule, a, b, c);
}

function fail(rule: string, ...numbers: (number | undefined)[]): never {
  const known = numbers.filter((n) => n !== undefined);
  throw new AssertionError(known.length === 0 ? rule : `${rule} (${known.join(", ")})`);
}

/** Ends an exhaustive `switch`: compiles only while every case is handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected ${JSON.stringify(value)}`);
}
