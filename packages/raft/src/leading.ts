import type { HeartbeatReply } from "./message.js";
import { NOBODY } from "./configuration.js";
import type { Leadership } from "./leadership.js";
import { notePromise } from "./lease.js";
import type { Progress } from "./progress.js";
import { mayFallAsleep, fallAsleep } from "./quiescence.js";
import { confirmReads } from "./reads.js";
import { becomeFollower } from "./roles.js";
import { broadcastHeartbeat, hasQuorumBeenHeard } from "./rounds.js";
import { askAboutSnapshot, giveUpStalledSnapshots } from "./snapshots.js";
import type { State } from "./state.js";
import { giveUpTransfer } from "./transfer.js";

/** What a leader does every heartbeat interval (figure 2, "rules for servers: leaders"). */
export function onHeartbeatTimeout(state: State, leadership: Leadership): void {
  const { config, now } = state;
  if (config.checkQuorum && !hasQuorumBeenHeard(state, leadership)) {
    becomeFollower(state, state.term, NOBODY);
    return;
  }
  leadership.heartbeatDeadline = now + config.heartbeatInterval;
  giveUpTransfer(leadership, now);
  giveUpStalledSnapshots(state, leadership);
  if (mayFallAsleep(state, leadership)) fallAsleep(state, leadership);
  else broadcastHeartbeat(state, leadership);
}

export function onHeartbeatReply(state: State, message: HeartbeatReply): void {
  const progress = state.leadership?.progress.get(message.from);
  if (progress === undefined) return;
  progress.heardAt = state.now;
  notePromise(state, progress, message);
  progress.ackedRound = Math.max(progress.ackedRound, message.round);
  progress.committed = message.committed;
  if (state.now >= progress.askedAt + state.config.heartbeatInterval) lookForLosses(state, progress);
  confirmReads(state);
}

/**
 * A follower that is alive and does not have everything may have lost what was sent, or its ack may have been lost. It is
 * asked once in a heartbeat interval at most, however many heartbeats the reads cause.
 */
function lookForLosses(state: State, progress: Progress): void {
  const isBehind = progress.match < state.log.last || progress.committed < state.committed;
  if (progress.state === "snapshot") askAboutSnapshot(state, progress);
  else if (isBehind || progress.state === "probe") progress.checkDue = true;
  progress.probing = false;
}
