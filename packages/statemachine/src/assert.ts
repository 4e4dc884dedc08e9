/** A bug in this package or in its owner, never a bad input or a bad disk: the process that sees one must stop. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Stays on in production. The numbers of the failure are arguments, so that nothing is built while the condition holds. */
export function assert(condition: boolean, rule: string, a?: number, b?: number, c?: number): asserts condition {
  if (!condition) fail(rule, a, b, c);
}

function fail(rule: string, ...numbers: (number | undefined)[]): never {
  const known = numbers.filter((n) => n !== undefined);
  throw new AssertionError(known.length === 0 ? rule : `${rule} (${known.join(", ")})`);
}
