import type { ReplicaId } from "./configuration.js";
import { isMember } from "./configuration.js";
import type { Leadership } from "./leadership.js";
import type { Refusal } from "./refusal.js";
import { send } from "./send.js";
import type { State } from "./state.js";

/** Thesis §3.10: no proposals are taken until the target has the whole log and has been told, or time is up. */
export function onTransfer(state: State, to: ReplicaId): Refusal | undefined {
  const { leadership, configuration } = state;
  if (leadership === undefined) return "notLeader";
  if (to === state.id) return "alreadyLeader";
  if (!isMember(configuration, to)) return "noSuchReplica";
  if (!configuration.voters.includes(to)) return "notAVoter";
  if (leadership.transfer?.to === to) return undefined;
  if (leadership.transfer !== undefined) return "transferring";
  leadership.transfer = { to, deadline: state.now + state.config.electionTimeout, sent: false };
  leadership.busyAt = state.now;
  return undefined;
}

/**
 * Once the target has everything it is told to campaign. The lease ends before the message that gives it away is sent,
 * and stays ended for the rest of the term, because the message may be late.
 */
export function handOver(state: State): void {
  const { leadership } = state;
  if (leadership?.transfer === undefined || leadership.transfer.sent) return;
  const { to } = leadership.transfer;
  if (leadership.progress.get(to)?.match !== state.log.last) return;
  leadership.leaseForfeited = true;
  leadership.transfer = { ...leadership.transfer, sent: true };
  send(state, { kind: "timeoutNow", from: state.id, to, term: state.term });
}

/** The target did not take over in time: go on as before. */
export function giveUpTransfer(leadership: Leadership, now: number): void {
  if (leadership.transfer !== undefined && now >= leadership.transfer.deadline) leadership.transfer = undefined;
}
