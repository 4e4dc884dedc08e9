import { isJoint, isMember } from "./configuration.js";
import type { Input } from "./input.js";
import type { Leadership } from "./leadership.js";
import type { Message } from "./message.js";
import type { Progress } from "./progress.js";
import { resetElectionTimer } from "./roles.js";
import { send } from "./send.js";
import type { State } from "./state.js";

/** Nothing is going on, everybody has everything and knows it, and no lease has to be kept alive. */
export function mayFallAsleep(state: State, leadership: Leadership): boolean {
  const { config, configuration, log } = state;
  if (config.quiesceAfter === 0) return false;
  if (state.now < leadership.busyAt + config.quiesceAfter) return false;
  if (leadership.pendingReads > 0 || leadership.transfer !== undefined) return false;
  if (configuration.lease > 0 || isJoint(configuration)) return false;
  if (state.applied !== log.last) return false;
  for (const progress of leadership.progress.values()) if (!hasEverything(state, progress)) return false;
  return true;
}

function hasEverything(state: State, progress: Progress): boolean {
  const { last } = state.log;
  if (progress.match !== last) return false;
  return progress.id === state.id || (progress.state === "replicate" && progress.committed === last);
}

export function fallAsleep(state: State, leadership: Leadership): void {
  state.asleep = true;
  const { id, term, log } = state;
  for (const to of leadership.progress.keys()) {
    if (to !== id) send(state, { kind: "sleep", from: id, to, term, index: log.last });
  }
}

/** Whether this is more than the echo of what went on before the group fell asleep. */
export function wakesUp(state: State, input: Input): boolean {
  switch (input.kind) {
    case "receive":
      return isNews(state, input.message);
    case "propose":
    case "read":
    case "reconfigure":
    case "transfer":
    case "campaign":
      return true;
    case "peerLost":
      return input.replica === state.leader;
    case "peerConnected":
      return state.leadership?.progress.has(input.replica) ?? false;
    default:
      return false;
  }
}

/**
 * A sleeping follower trusts its host to watch the leader, and only the leader, or a later one, wakes it: awake alone, it
 * would stand for election. The leader sleeps on through acks that were on their way, messages of earlier terms, and what
 * replicas want that were removed and do not know it.
 */
function isNews({ leadership, leader, log, term, configuration }: State, message: Message): boolean {
  if (message.term < term) return false;
  if (message.kind === "voteRequest") return leadership !== undefined && isMember(configuration, message.from);
  if (message.term > term || leadership === undefined) return message.term > term || message.from === leader;
  if (message.kind === "heartbeatReply") return message.committed !== log.last;
  return message.kind !== "appendReply" || !message.accepted || message.index !== log.last;
}

/** Nobody was to be heard while the group slept, so silence counts from now. */
export function wakeUp(state: State): void {
  state.asleep = false;
  state.leaderHeardAt = state.now;
  resetElectionTimer(state);
  const { leadership } = state;
  if (leadership === undefined) return;
  leadership.busyAt = state.now;
  leadership.heartbeatDeadline = state.now;
  for (const progress of leadership.progress.values()) progress.heardAt = state.now;
}
