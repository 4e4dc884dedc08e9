/** A bug in this package or in who uses it, never a bad input: the process that sees one must stop. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Stays on in production. */
export function assert(condition: boolean, rule: string, value?: number): asserts condition {
  if (!condition) throw new AssertionError(value === undefined ? rule : `${rule} (${value})`);
}
