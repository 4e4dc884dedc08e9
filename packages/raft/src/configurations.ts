import { isVoter, members, type Configuration, type ReplicaId } from "./configuration.js";
import { decodeConfiguration } from "./configuration-codec.js";
import type { Entry } from "./entry.js";
import { Progress } from "./progress.js";
import type { PlacedConfiguration, State } from "./state.js";

/** A configuration takes effect as soon as it is in the log (§6 of the paper). */
export function adoptConfiguration(state: State, entry: Entry, configuration?: Configuration): void {
  const adopted = configuration ?? decodeConfiguration(entry.payload);
  state.configurations.push({ index: entry.index, configuration: adopted });
  followConfiguration(state);
}

/** The entries behind `index` were truncated, and the configurations in them with them. */
export function rollBackConfigurations(state: State, index: number): void {
  while (state.placed.index > index) state.configurations.pop();
}

/** Only configurations from the latest snapshot on can still be asked for. */
export function forgetOldConfigurations(state: State): void {
  const inForce = state.configurationAt(state.snapshot.index);
  state.configurations = state.configurations.slice(state.configurations.indexOf(inForce));
}

/** A leader tracks everybody in the configuration, and whoever leaves it, until that is committed. */
export function followConfiguration(state: State): void {
  const { leadership, configuration } = state;
  if (leadership === undefined) return;
  const known = leadership.progress;
  leadership.progress = new Map();
  const track = (id: ReplicaId): Progress => {
    const progress = leadership.progress.get(id) ?? known.get(id) ?? newProgress(state, id);
    leadership.progress.set(id, progress);
    return progress;
  };
  for (const id of trackedReplicas(state)) track(id);
  leadership.incoming = configuration.voters.map(track);
  leadership.outgoing = configuration.outgoing.map(track);
}

export function isVotingHere(state: State): boolean {
  return isVoter(state.configuration, state.id);
}

/**
 * Thesis §4.2.2: whoever is voted out goes on to stand for election until it knows that this is committed. It may be the
 * only one with the entry that says so, and then nobody else can be elected. Its own vote does not count.
 */
export function mayLead(state: State): boolean {
  return isVotingHere(state) || placedSinceCommitted(state).some((placed) => isVoter(placed.configuration, state.id));
}

function trackedReplicas(state: State): ReplicaId[] {
  const tracked = new Set<ReplicaId>([state.id]);
  for (const placed of placedSinceCommitted(state)) {
    for (const id of members(placed.configuration)) tracked.add(id);
  }
  return [...tracked].sort((a, b) => a - b);
}

/** The latest configuration known to be committed, and all behind it. */
function placedSinceCommitted(state: State): PlacedConfiguration[] {
  const committed = state.configurations.findLastIndex((placed) => placed.index <= state.committed);
  return state.configurations.slice(Math.max(committed, 0));
}

function newProgress(state: State, id: ReplicaId): Progress {
  const progress = new Progress(id, state.log.last + 1, state.now);
  if (id === state.id) progress.match = state.log.persisted;
  return progress;
}
