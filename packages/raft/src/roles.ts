import { assert } from "./assert.js";
import { adoptConfiguration, followConfiguration, mayLead } from "./configurations.js";
import { encodeConfiguration } from "./configuration-codec.js";
import { NOBODY, type ReplicaId } from "./configuration.js";
import { entryBytes, type Entry, type EntryKind } from "./entry.js";
import { REFILL } from "./forwarded-reads.js";
import { Leadership } from "./leadership.js";
import { PRIORITY_MAX } from "./limits.js";
import type { State } from "./state.js";

const NO_PAYLOAD = new Uint8Array(0);

/** A term of another replica, of which `leader` is the leader if known. */
export function becomeFollower(state: State, term: number, leader: ReplicaId): void {
  assert(term >= state.term, "terms never fall", term, state.term);
  const wasStanding = state.role !== "follower";
  if (leader !== state.leader || term > state.term || wasStanding) dropReads(state);
  if (term > state.term) {
    enterTerm(state, term, NOBODY);
  }
  state.leadership = undefined;
  state.candidacy = undefined;
  state.leader = leader;
  if (wasStanding) resetElectionTimer(state);
}

/** Asks the others whether an election could be won, in the same term (thesis §9.6). */
export function becomePreCandidate(state: State): void {
  becomeFollower(state, state.term, NOBODY);
  state.candidacy = { pre: true, transfer: false, votes: new Map([[state.id, true]]) };
  resetElectionTimer(state);
}

/** Figure 2, "on conversion to candidate": increments the term and votes for itself. */
export function becomeCandidate(state: State, transfer: boolean): void {
  becomeFollower(state, state.term, NOBODY);
  enterTerm(state, state.term + 1, state.id);
  state.candidacy = { pre: false, transfer, votes: new Map() };
  resetElectionTimer(state);
}

/** §8 of the paper: a new leader opens its term with an entry of its own, to learn what is committed. */
export function becomeLeader(state: State): void {
  assert(state.candidacy?.pre === false, "only a candidate becomes leader", state.term);
  assert(
    state.persistence.settled && state.vote === state.id,
    "a leader's own vote is durable",
    state.term,
    state.vote,
  );
  assert(mayLead(state), "only a voter becomes leader", state.id, state.term);
  state.candidacy = undefined;
  state.leader = state.id;
  state.officeOver = false;
  const isFirstEntry = state.log.last === 0;
  state.leadership = new Leadership(state.log.last + 1, state.now);
  state.leadership.heartbeatDeadline = state.now + state.config.heartbeatInterval;
  followConfiguration(state);
  if (isFirstEntry) openLog(state);
  else appendOwn(state, "empty", NO_PAYLOAD);
}

/** The first entry of a group is its first configuration, so that replicas that join later find it in the log. */
function openLog(state: State): void {
  const entry = appendOwn(state, "configuration", encodeConfiguration(state.configuration));
  adoptConfiguration(state, entry, state.configuration);
}

/** Figure 2, "leaders append": adds an entry of the current term behind the last one. */
export function appendOwn(state: State, kind: EntryKind, payload: Uint8Array): Entry {
  const { leadership } = state;
  assert(leadership !== undefined, "only a leader appends entries of its own", state.id, state.term);
  const entry: Entry = { index: state.log.last + 1, term: state.term, kind, payload };
  state.log.append(entry);
  leadership.uncommittedBytes += entryBytes(entry);
  leadership.busyAt = state.now;
  return entry;
}

/** §5.2 of the paper: randomised, so that split votes are rare; low priorities wait longer. */
export function resetElectionTimer(state: State): void {
  const { electionTimeout } = state.config;
  const timeout = electionTimeout + state.random.below(electionTimeout);
  state.electionDeadline = state.now + timeout + priorityDelay(state);
}

export function priorityDelay(state: State): number {
  const { electionTimeout, priority } = state.config;
  return Math.ceil(((PRIORITY_MAX - priority) * electionTimeout) / 2);
}

function enterTerm(state: State, term: number, vote: ReplicaId): void {
  state.term = term;
  state.vote = vote;
  state.persistence.hardStateChanged();
  state.matched = 0;
  state.acked = 0;
  state.ackDue = false;
  state.leaderHeardAt = -Infinity;
  state.officeOver = false;
  state.refillTo = Infinity;
}

/** Reads that wait for a leader end with it: a later one may not answer them (thesis §6.4). */
function dropReads(state: State): void {
  const { leadership, outbox } = state;
  for (const id of state.forwarded.drop()) if (id !== REFILL) outbox.readsDropped.push(id);
  if (leadership === undefined) return;
  const pending = [...leadership.unconfirmed];
  for (let i = 0; i < leadership.confirming.length; i++) pending.push(...leadership.confirming.at(i).reads);
  for (const read of pending) if (read.from === state.id) outbox.readsDropped.push(read.id);
}
