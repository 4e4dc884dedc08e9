import { assert } from "./assert.js";
import { NOBODY } from "./configuration.js";
import type { State } from "./state.js";

/** What holds after every step, whatever happened; checked in production. */
export function checkInvariants(state: State): void {
  const { log, committed, applied, term } = state;
  assert(log.base <= state.snapshot.index, "what left the log is in a snapshot", log.base, state.snapshot.index);
  assert(state.snapshot.index <= committed, "a snapshot holds what is committed", state.snapshot.index, committed);
  assert(applied <= committed, "only what is committed is applied", applied, committed);
  assert(committed <= log.last, "what is committed is in the log", committed, log.last);
  assert(log.persisted <= log.last, "what is durable is in the log", log.persisted, log.last);
  assert(log.lastTerm <= term, "no entry is of a later term", log.lastTerm, term);
  assert(log.tailFirst <= log.persisted + 1, "what is not durable is in memory", log.tailFirst, log.persisted);
  assert(state.placed.index <= log.last, "the configuration is in the log", state.placed.index, log.last);
  assert(state.matched <= log.last, "what agrees with the leader's log is in the log", state.matched, log.last);
  assert(!state.asleep || state.leader !== NOBODY, "whoever sleeps trusts a leader", state.id, term);
  if (state.leadership === undefined) return;
  assert(
    state.candidacy === undefined && state.leader === state.id,
    "a leader is its own leader",
    state.leader,
    state.id,
  );
  assert(state.leadership.openedAt <= log.last, "a leader has opened its term", state.leadership.openedAt, log.last);
  assert(state.leadership.uncommittedBytes >= 0, "bytes are counted once", state.leadership.uncommittedBytes);
  assert(state.leader !== NOBODY, "a leader has an id", state.id);
}
