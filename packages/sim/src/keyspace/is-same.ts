/** Whether two plain values say the same. A field that is undefined is as good as one that is not there. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (Array.isArray(one) || Array.isArray(other)) return isSameList(one, other);
  for (const name in one) if (!isSame(fieldOf(one, name), fieldOf(other, name))) return false;
  for (const name in other) if (!(name in one) && fieldOf(other, name) !== undefined) return false;
  return true;
}

export function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

/** For the sentences of checkers. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field));
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST)}…` : text;
}

const SHOWN_MOST = 400;

function isSameList(one: object, other: object): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((element, i) => isSame(element, other[i]));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function fieldOf(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}
