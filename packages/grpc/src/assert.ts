/** A bug in this package or in its owner, never a bad peer: the process that sees one must stop. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/** Stays on in production. */
export function assert(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new AssertionError(rule);
}
