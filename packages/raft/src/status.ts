import type { Configuration, ReplicaId } from "./configuration.js";
import type { SoftState } from "./output.js";
import type { ProgressState } from "./progress.js";
import type { State } from "./state.js";

/** How a replica stands, for people, metrics and tests. */
export interface Status extends SoftState {
  readonly id: ReplicaId;
  readonly vote: ReplicaId;
  readonly committed: number;
  readonly applied: number;
  readonly persisted: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** The last index that is no longer in the log. */
  readonly base: number;
  readonly snapshotIndex: number;
  readonly configuration: Configuration;
  /** Where the configuration in force stands in the log. */
  readonly configurationIndex: number;
  /** Only on a leader: the others, by ascending id. */
  readonly progress: readonly ProgressStatus[];
}

export interface ProgressStatus {
  readonly id: ReplicaId;
  readonly state: ProgressState;
  readonly match: number;
  readonly next: number;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
}

export function statusOf(state: State): Status {
  const { id, vote, committed, applied, log, snapshot, configuration, placed } = state;
  return {
    role: state.role,
    term: state.term,
    leader: state.leader,
    asleep: state.asleep,
    id,
    vote,
    committed,
    applied,
    persisted: log.persisted,
    lastIndex: log.last,
    lastTerm: log.lastTerm,
    base: log.base,
    snapshotIndex: snapshot.index,
    configuration,
    configurationIndex: placed.index,
    progress: progressOf(state),
  };
}

function progressOf(state: State): ProgressStatus[] {
  const list: ProgressStatus[] = [];
  for (const progress of state.leadership?.progress.values() ?? []) {
    const { id, state: progressState, match, next, inflight } = progress;
    if (id === state.id) continue;
    list.push({
      id,
      state: progressState,
      match,
      next,
      inflightMessages: inflight.count,
      inflightBytes: inflight.bytes,
    });
  }
  return list;
}
