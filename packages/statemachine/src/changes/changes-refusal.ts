import type { ErrorName } from "@keyval/api";
import type { Tables } from "../tables.js";
import type { Earlier } from "./changes.js";

/** A state as it is now. */
interface Present {
  readonly applied: number;
  readonly revision: number;
  readonly compactRevision: number;
  readonly tables: Pick<Tables, "members">;
}

/** Why what has changed since an earlier state can not be told; undefined if it can. */
export function changesRefusal({ index, revision, incarnations }: Earlier, present: Present): ErrorName | undefined {
  // Members come and go one by one, but a cluster that is restored begins with directories that nobody knows.
  const isShared = present.tables.members
    .list()
    .some(({ incarnation }) => incarnation !== 0 && incarnations.includes(incarnation));
  if (!isShared) return "otherHistory";
  if (present.applied < index || present.revision < revision) return "behindSnapshot";
  return present.compactRevision > revision + 1 ? "changesCompacted" : undefined;
}
