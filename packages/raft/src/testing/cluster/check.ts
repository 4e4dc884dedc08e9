/** A property that does not hold. */
export class PropertyViolated extends Error {
  override readonly name = "PropertyViolated";
}

export function check(
  condition: boolean,
  property: string,
  ...numbers: readonly (number | string | undefined)[]
): asserts condition {
  if (!condition) throw new PropertyViolated(`${property} (${numbers.join(", ")})`);
}
