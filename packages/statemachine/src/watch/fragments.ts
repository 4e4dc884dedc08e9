/**
 * Cuts a list into parts whose sizes are no more than so much, as few as that takes; what is too big alone has a part of
 * its own. For responses of watchers that may have the events of a revision in parts.
 */
export function fragments<T>(elements: readonly T[], sizeMax: number, sizeOf: (element: T) => number): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let size = 0;
  for (const element of elements) {
    const added = sizeOf(element);
    if (part.length > 0 && size + added > sizeMax) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(element);
    size += added;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
