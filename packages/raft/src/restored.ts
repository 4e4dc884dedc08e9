import { assert } from "./assert.js";
import type { Config } from "./config.js";
import { EMPTY_CONFIGURATION, isOnlyVoter, NOBODY, type Configuration } from "./configuration.js";
import { decodeConfiguration } from "./configuration-codec.js";
import type { Entry, TermRun } from "./entry.js";
import type { HardState } from "./hard-state.js";
import { checkInvariants } from "./invariants.js";
import { Log } from "./log.js";
import type { Random } from "./random.js";
import { resetElectionTimer } from "./roles.js";
import type { Snapshot } from "./snapshot.js";
import { State, type PlacedConfiguration } from "./state.js";

/** What the host found on its disk. */
export interface Restored {
  readonly hardState: HardState;
  /** The latest snapshot; at index 0 it is the configuration that the group starts with. */
  readonly snapshot: Snapshot;
  readonly log: RestoredLog;
  /** Up to where the state machine is, durably. */
  readonly applied: number;
  /** Recovery cut off the end of the log: what this replica acked and voted may have been in there. */
  readonly tailCut: boolean;
}

export interface RestoredLog {
  /** The last index that was released, and its term; 0 and 0 for a log that is whole. */
  readonly base: number;
  readonly baseTerm: number;
  readonly last: number;
  /** The terms of the entries behind `base`. */
  readonly terms: readonly TermRun[];
  /** The entries of kind `configuration` behind the snapshot. */
  readonly configurations: readonly Entry[];
}

/**
 * A replica that never ran. The first voters of a group are given the same initial configuration; one that joins an
 * existing group is given none, and learns it from the leader.
 */
export function neverRan(configuration: Configuration = EMPTY_CONFIGURATION): Restored {
  return {
    hardState: { term: 0, vote: NOBODY, commit: 0 },
    snapshot: { index: 0, term: 0, configuration },
    log: { base: 0, baseTerm: 0, last: 0, terms: [], configurations: [] },
    applied: 0,
    tailCut: false,
  };
}

export function restoreState(config: Config, restored: Restored, random: Random, now: number): State {
  const { hardState, snapshot, log, applied } = restored;
  assert(snapshot.index >= log.base && snapshot.index <= log.last, "the log reaches to the snapshot", snapshot.index);
  assert(applied >= log.base, "what left the log was applied, durably", applied, log.base);
  assert(applied <= log.last, "what was applied is in the log", applied, log.last);
  const configurations = configurationsOf(restored);
  const committed = Math.max(snapshot.index, applied, Math.min(hardState.commit, log.last));
  const isAlone = isAloneForSure(config, configurations, committed);
  const state = new State({
    config,
    random,
    now,
    term: hardState.term,
    vote: hardState.vote,
    log: new Log(log.base, log.baseTerm, log.last, log.terms),
    configurations,
    snapshot,
    committed,
    applied,
    electionDeadline: Infinity,
    quietUntil: isAlone ? -Infinity : quietEnd(configurations, now),
    givesWayUntil: restored.tailCut && !isAlone ? now + config.giveWayTimeouts * config.electionTimeout : -Infinity,
  });
  resetElectionTimer(state);
  // There is nobody to hear from, and nobody to stand against.
  if (isAlone) state.electionDeadline = now;
  checkInvariants(state);
  return state;
}

function configurationsOf({ snapshot, log }: Restored): PlacedConfiguration[] {
  const placed: PlacedConfiguration[] = [{ index: snapshot.index, configuration: snapshot.configuration }];
  for (const entry of log.configurations) {
    if (entry.index > snapshot.index)
      placed.push({ index: entry.index, configuration: decodeConfiguration(entry.payload) });
  }
  return placed;
}

/**
 * Just before it stopped it may have promised a leader to stand by it for as long as its configuration said: the latest
 * one, or an earlier one, if the end of the log was about to be truncated.
 */
function quietEnd(configurations: readonly PlacedConfiguration[], now: number): number {
  const lease = Math.max(...configurations.map(({ configuration }) => configuration.lease));
  return lease > 0 ? now + lease : -Infinity;
}

/** The only voter there is, and known to be: nobody else can have a claim on what it promised or voted. */
function isAloneForSure(config: Config, configurations: readonly PlacedConfiguration[], committed: number): boolean {
  const latest = configurations.at(-1);
  return latest !== undefined && latest.index <= committed && isOnlyVoter(latest.configuration, config.id);
}
