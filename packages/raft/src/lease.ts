import type { HeartbeatReply } from "./message.js";
import type { Progress } from "./progress.js";
import { quorumReached } from "./quorum.js";
import type { State } from "./state.js";

const MILLION = 1_000_000;

/** The lease that this leader asks for with its heartbeats, if it relies on one. */
export function leaseAsked(state: State): number {
  const { leadership, config } = state;
  if (leadership === undefined || leadership.leaseForfeited || !config.checkQuorum) return 0;
  return state.configuration.lease;
}

/**
 * A follower's answer to a heartbeat that relies on a lease: a promise not to help elect another leader for so long,
 * whatever breaks. It promises no more than its durable log names, for that is how long it will keep quiet should it be
 * restarted and have forgotten.
 */
export function promiseLease(state: State, asked: number): number {
  if (asked === 0 || !state.persistence.settled) return 0;
  const durable = state.configurationAt(state.log.persisted).configuration.lease;
  const promise = Math.min(asked, durable, state.configuration.lease);
  if (promise > 0) state.promisedUntil = Math.max(state.promisedUntil, state.now + promise);
  return promise;
}

/** The promise counts from when the heartbeat was sent, which is before the follower began to keep it. */
export function notePromise(state: State, progress: Progress, { round, promise }: HeartbeatReply): void {
  const { leadership } = state;
  if (leadership === undefined || promise === 0 || round < progress.ackedRound) return;
  const sentAt = leadership.sentAt(round);
  if (sentAt === undefined || sentAt <= leadership.leaseFloor) return;
  progress.leaseFrom = sentAt;
  progress.leaseLength = promise;
}

/**
 * Whether, at the time of this input, no other leader can have been elected: a quorum of the configuration in force
 * promised not to help, by clocks that may run faster than this one by the stated drift. They show whole milliseconds, so
 * a promise may have begun up to one after the time from which its end was counted.
 */
export function isLeaseValid(state: State): boolean {
  const { leadership, config } = state;
  const lease = leaseAsked(state);
  if (leadership === undefined || lease === 0) return false;
  const endOf = (progress: Progress): number => {
    if (progress.id === state.id) return Infinity;
    const promised = Math.min(progress.leaseLength, lease) - 1;
    return progress.leaseFrom + Math.floor((promised * MILLION) / (MILLION + config.clockDriftPpm));
  };
  return state.now < quorumReached(leadership.incoming, leadership.outgoing, endOf);
}

/** The clock stood still while the world went on: what was promised before may have ended. */
export function onClockJumped(state: State): void {
  const { leadership } = state;
  if (leadership === undefined) return;
  leadership.leaseFloor = state.now;
  for (const progress of leadership.progress.values()) progress.leaseLength = 0;
}
