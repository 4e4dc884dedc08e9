import { BUILD_LEVEL, SmallState } from "@keyval/api";
import { readState } from "./read-state.js";

/** Revisions end at 2^53 - 1, and a cluster that begins there could not write: this leaves it 2^40. */
const REVISION_MAX = 2 ** 53 - 2 ** 40;

export interface RestoredRevisions {
  /** By how much the revision rises, so that no client of the old cluster has seen a later one. */
  readonly bump: number;
  /** Who watches, or reads, at an earlier revision is told that this is gone, and looks again at what is there. */
  readonly marksCompacted: boolean;
}

/**
 * The state as a new cluster begins with it that is restored of a backup: nothing is left of the members of the old one. Throws
 * a RangeError if there is no such revision, and whatever `readState` finds wrong.
 */
export function restoredState(bytes: Uint8Array, { bump, marksCompacted }: RestoredRevisions): Uint8Array {
  const state = readState(bytes, BUILD_LEVEL);
  if (state instanceof Error) throw state;
  const revision = state.revision + bump;
  if (bump > 0 && revision > REVISION_MAX) {
    throw new RangeError(
      `the revision ${state.revision} can not be raised by ${bump}: ${REVISION_MAX} is the highest to begin with`,
    );
  }
  const compactRevision = marksCompacted ? revision : state.compactRevision;
  const nobody = { members: [], removedMembers: [], alarms: [], downgrade: undefined };
  return SmallState.encode({ ...state, ...nobody, revision, compactRevision });
}
