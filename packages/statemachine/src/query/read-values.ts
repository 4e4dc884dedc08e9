import type { VersionId } from "../key-index/version-pool.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { type Refusal, refusalOf } from "../refusal.js";
import { orRefusal } from "./or-refusal.js";
import type { Steps } from "./steps.js";

/** Hands each version over with its value, in order. Their revision is pinned meanwhile. */
export function* readValues(
  keyspace: Keyspace,
  ids: readonly VersionId[],
  readsNow: number,
  take: (id: VersionId, value: Uint8Array) => void,
): Steps<Refusal | undefined> {
  if (isQuick(keyspace, ids, readsNow)) {
    return orRefusal(() => {
      for (const id of ids) take(id, keyspace.valueNow(id));
      return undefined;
    });
  }
  const { sliceSizes } = keyspace;
  let taken = 0;
  for (let from = 0; from < ids.length; from += sliceSizes.reads) {
    const some = ids.slice(from, from + sliceSizes.reads);
    const read = yield* readSome(keyspace, some, ids.length <= sliceSizes.values);
    if (read instanceof Error) return refusalOf(read);
    for (const [i, id] of some.entries()) {
      const value = read[i];
      if (value !== undefined) take(id, value);
    }
    taken += some.length;
    if (taken % sliceSizes.values < sliceSizes.reads) yield;
  }
  return undefined;
}

/** Whether no more than so many of the values would have to be read. */
function isQuick({ index, values, sliceSizes }: Keyspace, ids: readonly VersionId[], readsNow: number): boolean {
  if (ids.length > sliceSizes.values) return false;
  let missing = 0;
  return ids.every((id) => values.cached(index.placeOf(id)) !== undefined || ++missing <= readsNow);
}

/** A few values at the same time, or the first error. */
function* readSome(
  { index, values }: Keyspace,
  ids: readonly VersionId[],
  keeps: boolean,
): Steps<readonly Uint8Array[] | Error> {
  const read = ids.map((id) => values.cached(index.placeOf(id)));
  let open = read.filter((value) => value === undefined).length;
  let failure: Error | undefined;
  if (open > 0) {
    yield (resume) => {
      for (const [i, id] of ids.entries()) {
        if (read[i] !== undefined) continue;
        values.read(index.placeOf(id), keeps, (value, error) => {
          read[i] = value;
          failure ??= error;
          open--;
          if (open === 0) resume();
        });
      }
    };
  }
  return failure ?? read.filter((value) => value !== undefined);
}
