import { changed, leftJoint } from "./change.js";
import { commitByCounting } from "./commit.js";
import { adoptConfiguration, followConfiguration, isVotingHere } from "./configurations.js";
import { isJoint, NOBODY, type Configuration } from "./configuration.js";
import { encodeConfiguration } from "./configuration-codec.js";
import type { Change } from "./input.js";
import type { Leadership } from "./leadership.js";
import type { Progress } from "./progress.js";
import type { Refusal } from "./refusal.js";
import { replicateTo } from "./replication.js";
import { appendOwn, becomeFollower } from "./roles.js";
import { send } from "./send.js";
import type { State } from "./state.js";

/**
 * One change at a time, and none before the leader has committed an entry of its own term: without that, two leaders
 * could each commit a change that knows nothing of the other's (the flaw found in 2015 in thesis §4.1).
 */
export function onReconfigure(state: State, changes: readonly Change[]): Refusal | undefined {
  if (state.leadership === undefined) return "notLeader";
  if (state.leadership.transfer !== undefined) return "transferring";
  if (!state.hasCommittedInTerm) return "nothingCommittedInTerm";
  if (state.placed.index > state.committed || isJoint(state.configuration)) return "changeInProgress";
  if (changes.some((change) => change.kind === "setLease" && !isLeaseAllowed(state, change.lease))) return "badLease";
  const next = changed(state.configuration, changes);
  if (typeof next === "string") return next;
  appendConfiguration(state, next);
  return undefined;
}

/** A lease as long as an election timeout would keep followers from replacing a leader that they know to be dead. */
function isLeaseAllowed(state: State, lease: number): boolean {
  return Number.isSafeInteger(lease) && lease >= 0 && lease < state.config.electionTimeout;
}

function appendConfiguration(state: State, configuration: Configuration): void {
  const entry = appendOwn(state, "configuration", encodeConfiguration(configuration));
  adoptConfiguration(state, entry, configuration);
}

/** Commits what a quorum has on disk, and draws the consequences, until there are none left. */
export function advanceCommit(state: State): void {
  for (;;) {
    const { leadership, committed: before } = state;
    if (leadership === undefined || !commitByCounting(state, leadership)) return;
    if (isConfigurationDue(state, leadership, before)) onConfigurationCommitted(state, leadership);
  }
}

/**
 * Whether the configuration in force has just become committed: with its own entry, or, if an earlier leader committed it
 * and did not get to draw the consequences, with the entry that opens this term.
 */
function isConfigurationDue({ placed, committed }: State, { openedAt }: Leadership, before: number): boolean {
  return placed.index <= committed && before < Math.max(placed.index, openedAt);
}

function onConfigurationCommitted(state: State, leadership: Leadership): void {
  sayFarewell(state, leadership);
  if (isJoint(state.configuration)) appendConfiguration(state, leftJoint(state.configuration));
  else if (!isVotingHere(state)) stepDown(state, leadership);
}

/** Replicas that left hear of it: they get the commit index that says so, and nothing after it. */
function sayFarewell(state: State, leadership: Leadership): void {
  const before = [...leadership.progress.values()];
  followConfiguration(state);
  for (const progress of before) if (!leadership.progress.has(progress.id)) replicateTo(state, progress);
}

/** §6 of the paper: a leader that is not in C_new steps down once that is committed; the best voter takes over at once. */
function stepDown(state: State, leadership: Leadership): void {
  let successor: Progress | undefined;
  for (const progress of leadership.progress.values()) {
    if (progress.id === state.id) continue;
    replicateTo(state, progress);
    if (progress.match === state.log.last && leadership.incoming.includes(progress)) successor ??= progress;
  }
  if (successor !== undefined) send(state, { kind: "timeoutNow", from: state.id, to: successor.id, term: state.term });
  becomeFollower(state, state.term, NOBODY);
}
