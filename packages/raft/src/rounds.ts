import type { Leadership } from "./leadership.js";
import { leaseAsked } from "./lease.js";
import type { Progress } from "./progress.js";
import { quorumReached } from "./quorum.js";
import { send } from "./send.js";
import type { State } from "./state.js";

/** Sends a heartbeat with a fresh number to everybody, and gives back the number (§5.2 of the paper, thesis §6.4). */
export function broadcastHeartbeat(state: State, leadership: Leadership): number {
  const { id, term } = state;
  const round = leadership.startRound(state.now, state.config.heartbeatInterval);
  const lease = leaseAsked(state);
  for (const progress of leadership.progress.values()) {
    if (progress.id === id) progress.ackedRound = round;
    else send(state, { kind: "heartbeat", from: id, to: progress.id, term, round, lease });
  }
  return round;
}

/** The latest heartbeat that a quorum has acked: when it was sent, this replica was the leader. */
export function confirmedRound({ incoming, outgoing }: Leadership): number {
  return quorumReached(incoming, outgoing, ackedRoundOf);
}

/** Thesis §6.2: a leader that hears from no quorum must not go on as if it led. */
export function hasQuorumBeenHeard({ id, now, config }: State, { incoming, outgoing }: Leadership): boolean {
  const heardAt = (progress: Progress): number => (progress.id === id ? now : progress.heardAt);
  return now < quorumReached(incoming, outgoing, heardAt) + config.electionTimeout;
}

function ackedRoundOf(progress: Progress): number {
  return progress.ackedRound;
}
