import { assert } from "./assert.js";
import { mayLead } from "./configurations.js";
import { members, isVoter, NOBODY, type ReplicaId } from "./configuration.js";
import type { VoteReply, VoteRequest } from "./message.js";
import { isBoundByLease, isGivingWay, isLeaderInOffice, mayCampaign } from "./office.js";
import { voteResult } from "./quorum.js";
import type { Refusal } from "./refusal.js";
import {
  becomeCandidate,
  becomeFollower,
  becomeLeader,
  becomePreCandidate,
  priorityDelay,
  resetElectionTimer,
} from "./roles.js";
import { send, sendOnceDurable } from "./send.js";
import type { State } from "./state.js";

/** §5.2 of the paper: no leader was heard of in time. */
export function onElectionTimeout(state: State): void {
  if (state.config.priority > 0 && mayCampaign(state, false)) {
    campaign(state);
    return;
  }
  // It can not replace the leader, but must not wait for it either.
  becomeFollower(state, state.term, NOBODY);
  resetElectionTimer(state);
}

/** The host asks for an election, as if the timeout had passed. */
export function onCampaign(state: State): Refusal | undefined {
  if (state.leadership !== undefined) return "alreadyLeader";
  if (!mayCampaign(state, false)) return "cannotCampaign";
  campaign(state);
  return undefined;
}

/** Thesis §3.10: the leader hands over. */
export function onTimeoutNow(state: State): void {
  if (state.leadership === undefined && mayCampaign(state, true)) stand(state, true);
}

/**
 * The connection to a process broke. If the leader was there, its term of office is over, unless this replica promised
 * to stand by it: the promise holds whatever breaks.
 */
export function onLeaderLost(state: State): void {
  if (isBoundByLease(state)) return;
  state.officeOver = true;
  const jitter = state.random.below(state.config.brokenConnectionJitter + 1) + priorityDelay(state);
  state.electionDeadline = Math.min(state.electionDeadline, state.now + jitter);
}

function campaign(state: State): void {
  if (!state.config.preVote) {
    stand(state, false);
    return;
  }
  becomePreCandidate(state);
  requestVotes(state, true, false);
  countVotes(state);
}

function stand(state: State, transfer: boolean): void {
  becomeCandidate(state, transfer);
  const vote: VoteReply = {
    kind: "voteReply",
    from: state.id,
    to: state.id,
    term: state.term,
    pre: false,
    granted: true,
  };
  sendOnceDurable(state, vote);
  requestVotes(state, false, transfer);
}

/**
 * Requests for votes leave once the candidate's term, its vote and its log are durable. Sent earlier, they could outlive a
 * crash that takes these back: standing in the same term again, with less in its log, the candidate would be elected by
 * votes that were cast for more. A PreVote binds nobody.
 */
function requestVotes(state: State, pre: boolean, transfer: boolean): void {
  const term = pre ? state.term + 1 : state.term;
  const { last: lastIndex, lastTerm } = state.log;
  for (const to of votersBeside(state)) {
    const request: VoteRequest = { kind: "voteRequest", from: state.id, to, term, pre, transfer, lastIndex, lastTerm };
    if (pre) send(state, request);
    else sendOnceDurable(state, request);
  }
}

function votersBeside(state: State): ReplicaId[] {
  const { configuration } = state;
  return members(configuration).filter((id) => id !== state.id && isVoter(configuration, id));
}

/**
 * RequestVote RPC, figure 2 of the paper, and PreVote. Granted by term and log alone: what this replica's own, possibly
 * old, configuration says of itself or of the candidate does not matter (§6, "servers use ... any server").
 */
export function onVoteRequest(state: State, message: VoteRequest): void {
  const { term, pre, transfer } = message;
  if (term < state.term) {
    answerVote(state, message, false);
    return;
  }
  if (isGivingWay(state)) return;
  if (!transfer && (isLeaderInOffice(state) || isBoundByLease(state))) return;
  if (term > state.term && !pre) becomeFollower(state, term, NOBODY);
  const granted = mayVoteFor(state, message) && isUpToDate(state, message);
  if (granted && !pre) castVote(state, message.from);
  answerVote(state, message, granted);
}

/** §5.2: at most one vote in a term; a PreVote for a later term binds to nothing. */
function mayVoteFor(state: State, { from, term, pre }: VoteRequest): boolean {
  if (pre && term > state.term) return true;
  return state.vote === from || (state.vote === NOBODY && state.leader === NOBODY);
}

/** §5.4.1: a candidate's log must be at least as up-to-date as the voter's. */
function isUpToDate(state: State, { lastIndex, lastTerm }: VoteRequest): boolean {
  const { log } = state;
  return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.last);
}

function castVote(state: State, candidate: ReplicaId): void {
  resetElectionTimer(state);
  if (state.vote === candidate) return;
  state.vote = candidate;
  state.persistence.hardStateChanged();
}

function answerVote(state: State, { from, term, pre }: VoteRequest, granted: boolean): void {
  const answerTerm = pre && granted ? term : state.term;
  sendOnceDurable(state, { kind: "voteReply", from: state.id, to: from, term: answerTerm, pre, granted });
}

export function onVoteReply(state: State, { from, term, pre, granted }: VoteReply): void {
  const { candidacy } = state;
  if (candidacy?.pre !== pre) return;
  const expectedTerm = pre && granted ? state.term + 1 : state.term;
  if (granted && term !== expectedTerm) return;
  // What was granted stays granted: a refusal beside it answers an older request.
  if (candidacy.votes.get(from) !== true) candidacy.votes.set(from, granted);
  countVotes(state);
}

function countVotes(state: State): void {
  const { candidacy, configuration } = state;
  assert(candidacy !== undefined, "votes are counted in an election", state.id, state.term);
  const result = voteResult(configuration.voters, configuration.outgoing, candidacy.votes);
  if (result === "lost" || !mayLead(state)) becomeFollower(state, state.term, NOBODY);
  else if (result === "won" && candidacy.pre) stand(state, false);
  else if (result === "won" && candidacy.votes.get(state.id) === true) becomeLeader(state);
}
