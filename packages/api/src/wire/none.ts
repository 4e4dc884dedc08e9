/** The shared value of a field that has no bytes. */
export const NO_BYTES = new Uint8Array(0);

/** The shared value of a repeated field that has no elements. */
export const NONE: readonly never[] = Object.freeze([]);

/** Adds to a list that is being read; only the shared empty one is replaced. */
export function appended<T>(list: readonly T[], element: T): readonly T[] {
  if (list === NONE) return [element];
  (list as T[]).push(element);
  return list;
}
