import { assert } from "./assert.js";
import { commitTo } from "./commit.js";
import { adoptConfiguration, rollBackConfigurations } from "./configurations.js";
import { NOBODY, type ReplicaId } from "./configuration.js";
import type { Entry } from "./entry.js";
import type { Append, Heartbeat, Sleep } from "./message.js";
import { promiseLease } from "./lease.js";
import { askForRefill } from "./reads.js";
import { becomeFollower, resetElectionTimer } from "./roles.js";
import { send, sendOnceDurable } from "./send.js";
import type { State } from "./state.js";

/** A message that only the leader of this term can have sent: its term of office goes on. */
export function followLeader(state: State, leader: ReplicaId): void {
  assert(state.leadership === undefined, "a term has at most one leader (§5.2)", state.term, leader, state.id);
  assert(
    state.leader === NOBODY || state.leader === leader,
    "a term has at most one leader (§5.2)",
    state.leader,
    leader,
  );
  if (state.leader !== leader || state.candidacy !== undefined) becomeFollower(state, state.term, leader);
  state.leaderHeardAt = state.now;
  state.officeOver = false;
  resetElectionTimer(state);
  askForRefill(state);
}

/** AppendEntries RPC, figure 2 of the paper, "receiver implementation". */
export function onAppend(state: State, message: Append): void {
  followLeader(state, message.from);
  const { log, config } = state;
  // More entries than memory should hold wait for the disk: the leader will send these again.
  if (log.tailBytes > 2 * config.tailBytesMax) return;
  const end = message.prevIndex + message.entries.length;
  const { prevIndex, prevTerm } = message;
  if (prevIndex > state.committed && log.termAt(prevIndex) !== prevTerm) {
    refuse(state, message);
    return;
  }
  const isKnown = prevIndex >= log.base && prevIndex <= state.committed;
  assert(
    !isKnown || log.termAt(prevIndex) === prevTerm,
    "a leader has what is committed (§5.4.3)",
    prevIndex,
    prevTerm,
  );
  if (end > state.committed) takeEntries(state, message.entries);
  // What is committed is in the log of every later leader (§5.4.3).
  state.matched = Math.max(state.matched, end, state.committed);
  if (log.persisted >= end && !isNewsAlone(state, message)) state.ackDue = true;
  commitTo(state, Math.max(state.committed, Math.min(message.commit, state.matched)));
}

/**
 * More of what was acked is committed, and nothing else: the leader waits for no answer. If it does after all, because an ack
 * was lost on the way, it asks again after the next heartbeat, and then there is no news any more.
 */
function isNewsAlone({ committed, acked }: State, { prevIndex, entries, commit }: Append): boolean {
  return entries.length === 0 && prevIndex <= acked && Math.min(prevIndex, commit) > committed;
}

/** Figure 2, rules 3 and 4: what conflicts with the leader's entries goes, what is missing comes. */
function takeEntries(state: State, entries: readonly Entry[]): void {
  const { log } = state;
  for (const entry of entries) {
    if (entry.index <= state.committed || log.termAt(entry.index) === entry.term) continue;
    if (entry.index <= log.last) truncateFrom(state, entry.index);
    log.append(entry);
    if (entry.kind === "configuration") adoptConfiguration(state, entry);
  }
}

function truncateFrom(state: State, index: number): void {
  assert(index > state.committed, "committed entries are never truncated", index, state.committed);
  state.log.truncateAfter(index - 1);
  state.persistence.logTruncated(index - 1);
  rollBackConfigurations(state, index - 1);
  state.matched = Math.min(state.matched, index - 1);
}

/** §5.3, end: instead of one index at a time, the leader may skip every term that it does not share with this log. */
function refuse(state: State, { from, prevIndex, prevTerm }: Append): void {
  const { log } = state;
  const hintIndex = Math.max(state.committed, log.lastWithTermAtMost(Math.min(prevIndex, log.last), prevTerm));
  const hintTerm = log.termAt(hintIndex);
  assert(hintTerm !== undefined, "a hint names an index of the log", hintIndex, log.base);
  const { id, term } = state;
  sendOnceDurable(state, {
    kind: "appendReply",
    from: id,
    to: from,
    term,
    accepted: false,
    index: prevIndex,
    hintIndex,
    hintTerm,
  });
}

/** Tells the leader how much of its log is on this replica's disk, if that is news, or if it asked. */
export function acknowledge(state: State): void {
  const { leader, log, persistence } = state;
  if (state.leadership !== undefined || leader === NOBODY || !persistence.settled) return;
  const index = Math.min(state.matched, log.persisted);
  if (index >= state.refillTo) state.givesWayUntil = -Infinity;
  if (!state.ackDue && index <= state.acked) return;
  state.ackDue = false;
  state.acked = index;
  const { id, term } = state;
  send(state, { kind: "appendReply", from: id, to: leader, term, accepted: true, index, hintIndex: 0, hintTerm: 0 });
}

export function onHeartbeat(state: State, { from, round, lease }: Heartbeat): void {
  followLeader(state, from);
  const promise = promiseLease(state, lease);
  const { id, term, committed } = state;
  sendOnceDurable(state, { kind: "heartbeatReply", from: id, to: from, term, round, promise, committed });
}

/** Sleeps only if it has everything and waits for nothing, so that it can miss nothing. */
export function onSleep(state: State, { from, index }: Sleep): void {
  followLeader(state, from);
  const { log } = state;
  const hasAll = index === log.last && log.persisted === index && state.committed === index;
  state.asleep = hasAll && state.configuration.lease === 0 && state.forwarded.count === 0;
}
