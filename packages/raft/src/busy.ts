import type { State } from "./state.js";

/**
 * The host did something else since then, and has yet to hand in what came meanwhile: that nothing was heard is nobody's silence.
 * Promises are not longer for it: they end by the clock.
 */
export function onWasBusy(state: State, since: number): void {
  const { now, leadership } = state;
  const missed = Math.max(0, now - since);
  const later = (heardAt: number): number => Math.min(heardAt + missed, now);
  state.electionDeadline += missed;
  state.leaderHeardAt = later(state.leaderHeardAt);
  for (const progress of leadership?.progress.values() ?? []) progress.heardAt = later(progress.heardAt);
}
