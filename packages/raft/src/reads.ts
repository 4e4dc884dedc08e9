import { assert } from "./assert.js";
import { NOBODY } from "./configuration.js";
import { REFILL } from "./forwarded-reads.js";
import { isLeaseValid } from "./lease.js";
import type { Leadership, PendingRead } from "./leadership.js";
import type { ReadReply, ReadRequest } from "./message.js";
import { isGivingWay } from "./office.js";
import type { Refusal } from "./refusal.js";
import { broadcastHeartbeat, confirmedRound } from "./rounds.js";
import { send } from "./send.js";
import type { State } from "./state.js";

/** Thesis §6.4: a read needs no entry in the log, only the certainty that nobody else leads. */
export function onRead(state: State, id: number): Refusal | undefined {
  const { leadership, config, forwarded } = state;
  assert(id > REFILL, "the ids of reads begin with 1", id);
  if (leadership === undefined) {
    if (state.leader === NOBODY) return "noLeader";
    if (forwarded.count >= config.pendingReadsMax) return "tooManyReads";
    forwarded.add(id);
    return undefined;
  }
  if (leadership.pendingReads >= config.pendingReadsMax) return "tooManyReads";
  takeRead(state, leadership, { from: state.id, id });
  return undefined;
}

/** A follower's attempt. One that can not be taken is not answered: the follower asks again. */
export function onReadRequest(state: State, { from, attempt }: ReadRequest): void {
  const { leadership, config } = state;
  if (leadership === undefined || leadership.pendingReads >= config.pendingReadsMax) return;
  takeRead(state, leadership, { from, id: attempt });
}

function takeRead(state: State, leadership: Leadership, read: PendingRead): void {
  leadership.busyAt = state.now;
  if (state.hasCommittedInTerm && isLeaseValid(state)) answer(state, read, state.committed);
  else leadership.unconfirmed.push(read);
}

/** All reads since the last turn share one heartbeat round; none is started before the leader knows what is committed. */
export function startReadRound(state: State): void {
  const { leadership } = state;
  if (leadership === undefined || leadership.unconfirmed.length === 0 || !state.hasCommittedInTerm) return;
  const reads = leadership.unconfirmed;
  leadership.unconfirmed = [];
  leadership.confirming.push({ round: broadcastHeartbeat(state, leadership), index: state.committed, reads });
  leadership.confirmingCount += reads.length;
  confirmReads(state);
}

/** Answers the reads whose round, or a later one, was acked by a quorum. */
export function confirmReads(state: State): void {
  const { leadership } = state;
  if (leadership === undefined || leadership.confirming.length === 0) return;
  const confirmed = confirmedRound(leadership);
  while (leadership.confirming.length > 0 && leadership.confirming.at(0).round <= confirmed) {
    const { index, reads } = leadership.confirming.shift();
    leadership.confirmingCount -= reads.length;
    for (const read of reads) answer(state, read, index);
  }
}

function answer(state: State, { from, id }: PendingRead, index: number): void {
  if (from === state.id) state.outbox.reads.push({ id, index });
  else send(state, { kind: "readReply", from: state.id, to: from, term: state.term, attempt: id, index });
}

/** Asks the leader about everything that arrived since the last turn, or again about what it did not answer. */
export function forwardReads(state: State): void {
  const { forwarded, leader, id, term } = state;
  const retry = state.now >= forwarded.retryAt;
  if (state.leadership !== undefined || leader === NOBODY || (forwarded.unasked.length === 0 && !retry)) return;
  const attempt = forwarded.startAttempt(state.now + state.config.electionTimeout);
  send(state, { kind: "readRequest", from: id, to: leader, term, attempt });
}

export function onReadReply(state: State, { from, attempt, index }: ReadReply): void {
  if (from !== state.leader) return;
  for (const id of state.forwarded.answered(attempt)) {
    if (id === REFILL) state.refillTo = index;
    else state.outbox.reads.push({ id, index });
  }
}

/**
 * A replica that lost its log's tail votes again once it has everything that is committed. How far that is, only a leader
 * that was confirmed after the loss can say; its appends may be from before.
 */
export function askForRefill(state: State): void {
  if (!isGivingWay(state) || state.refillTo !== Infinity || state.forwarded.holds(REFILL)) return;
  state.forwarded.add(REFILL);
}
