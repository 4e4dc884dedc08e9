import { assert } from "./assert.js";
import { entryBytes } from "./entry.js";
import type { Leadership } from "./leadership.js";
import type { Progress } from "./progress.js";
import { quorumReached } from "./quorum.js";
import type { State } from "./state.js";

/**
 * §5.3 and §5.4.2 of the paper: an entry is committed once a majority has it on disk, the leader's own disk being one
 * among equals (thesis §10.2.1); but only entries of the current term by counting, and with them all before.
 */
export function commitByCounting(state: State, leadership: Leadership): boolean {
  const index = quorumReached(leadership.incoming, leadership.outgoing, matchOf);
  if (index <= state.committed || index < leadership.openedAt) return false;
  assert(
    state.log.termAt(index) === state.term,
    "only entries of this term are committed by counting",
    index,
    state.term,
  );
  commitTo(state, index);
  return true;
}

export function commitTo(state: State, index: number): void {
  assert(index >= state.committed, "the commit index never falls", index, state.committed);
  assert(index <= state.log.last, "only what is in the log is committed", index, state.log.last);
  const { leadership } = state;
  if (leadership !== undefined) leadership.uncommittedBytes -= ownBytes(state, leadership, index);
  state.committed = index;
}

/** The bytes of this leader's own entries behind the committed ones, up to `index`. They are all still in memory. */
function ownBytes(state: State, leadership: Leadership, index: number): number {
  const from = Math.max(state.committed + 1, leadership.openedAt);
  let bytes = 0;
  for (let i = from; i <= index; i++) {
    const entry = state.log.at(i);
    assert(entry !== undefined, "uncommitted entries of a leader stay in memory", i, state.log.tailFirst);
    bytes += entryBytes(entry);
  }
  return bytes;
}

function matchOf(progress: Progress): number {
  return progress.match;
}
