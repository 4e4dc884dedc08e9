/**
 * Leaves out of a list what a failure does not need: first halves, then ever smaller parts, down to single elements
 * (Zeller and Hildebrandt's "ddmin", of which only complements are tried). Of what it gives back nothing alone can be
 * left out, unless `fails` gave up.
 */
export function shrinkList<T>(list: readonly T[], fails: (shorter: readonly T[]) => boolean): readonly T[] {
  if (list.length > 0 && fails([])) return [];
  let kept = list;
  let size = Math.ceil(kept.length / 2);
  while (size > 0 && kept.length > 1) {
    const shorter = withoutOnePart(kept, size, fails);
    if (shorter !== undefined) {
      kept = shorter;
      size = Math.min(size, Math.ceil(kept.length / 2));
    } else {
      size = size === 1 ? 0 : Math.ceil(size / 2);
    }
  }
  return kept;
}

function withoutOnePart<T>(
  list: readonly T[],
  size: number,
  fails: (shorter: readonly T[]) => boolean,
): readonly T[] | undefined {
  // From behind: what came last is most often what does not matter.
  for (let end = list.length; end > 0; end -= size) {
    const shorter = list.filter((_, position) => position < end - size || position >= end);
    if (shorter.length > 0 && fails(shorter)) return shorter;
  }
  return undefined;
}
