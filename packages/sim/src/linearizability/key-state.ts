import type { Expectation } from "./key-operations.js";

/** A key at a moment. If nobody was told the revision of the last change, all that is possible is. */
export interface KeyState {
  /** Undefined while the key is absent. */
  readonly value: string | undefined;
  readonly version: number;
  /** Of the last change, a deletion too; undefined if it is not known. */
  readonly revision: number | undefined;
  /** If it is not known: it is greater than `after`, and none of `not`, which are greater as well and in order. */
  readonly after: number;
  readonly not: readonly number[];
}

export const absent: KeyState = { value: undefined, version: 0, revision: 0, after: 0, not: [] };

/** The state after a change to `value`, if the change can have had the revision; undefined is a revision not known. */
export function change(state: KeyState, value: string | undefined, revision: number | undefined): KeyState | undefined {
  const after = leastRevision(state);
  if (revision !== undefined && revision <= after) return undefined;
  const version = value === undefined ? 0 : state.version + 1;
  return { value, version, revision, after: revision === undefined ? after : 0, not: [] };
}

/** The state if it is known to be as expected. */
export function narrow(state: KeyState, { target, is }: Expectation): KeyState | undefined {
  if (target !== "modRevision" || state.value === undefined || state.revision !== undefined) {
    return current(state, target) === is ? state : undefined;
  }
  if (!isPossible(state, is)) return undefined;
  return { ...state, revision: is, after: 0, not: [] };
}

/** The state if it is known not to be as expected. */
export function narrowToOther(state: KeyState, { target, is }: Expectation): KeyState | undefined {
  if (target !== "modRevision" || state.value === undefined || state.revision !== undefined) {
    return current(state, target) === is ? undefined : state;
  }
  if (!isPossible(state, is)) return state;
  return { ...state, not: [...state.not, is].sort((a, b) => a - b) };
}

/** The lowest revision that the last change can have had. */
export function leastRevision(state: KeyState): number {
  if (state.revision !== undefined) return state.revision;
  let least = state.after + 1;
  while (state.not.includes(least)) least += 1;
  return least;
}

/** Equal for equal states only. */
export function keyStateText({ value, version, revision, after, not }: KeyState): string {
  const when = revision ?? `${after}<${not.join(",")}`;
  return value === undefined ? `${when}` : `${when} ${version} ${value}`;
}

function current(state: KeyState, target: Expectation["target"]): string | number | undefined {
  switch (target) {
    case "value":
      return state.value;
    case "version":
      return state.version;
    case "modRevision":
      return state.value === undefined ? 0 : state.revision;
  }
}

function isPossible({ after, not }: KeyState, revision: number): boolean {
  return revision > after && !not.includes(revision);
}
