import { mayLead } from "./configurations.js";
import { NOBODY } from "./configuration.js";
import type { State } from "./state.js";

/**
 * Thesis §4.2.3 and §6.4.1: whoever hears of a live leader does not help to replace it. A group that sleeps has agreed to
 * hear nothing, and its host watches over the leader's process.
 */
export function isLeaderInOffice(state: State): boolean {
  if (!state.config.checkQuorum) return false;
  if (state.leadership !== undefined) return true;
  if (state.leader === NOBODY || state.officeOver) return false;
  return state.asleep || state.now < state.leaderHeardAt + state.config.electionTimeout;
}

/** Whether it promised, or may have promised before it was restarted, not to help elect another leader yet. */
export function isBoundByLease(state: State): boolean {
  return state.now < state.promisedUntil || state.now < state.quietUntil;
}

/** Whether its log lost a tail that may have held acked entries or a vote, and no leader has refilled it yet. */
export function isGivingWay(state: State): boolean {
  return state.now < state.givesWayUntil;
}

/** A learner never stands for election. The leader that hands over has given up its lease before. */
export function mayCampaign(state: State, transfer: boolean): boolean {
  return mayLead(state) && !isGivingWay(state) && (transfer || !isBoundByLease(state));
}
