import { isDeepStrictEqual } from "node:util";
import type { Operation } from "./history.js";
import type { KeyInput, KeyOutput } from "./key-operations.js";

/** What `bruteForce` needs: everything that can happen, one by one, with nothing left open. */
export type Outcomes<S, I, O> = (state: S, input: I) => { state: S; output: O }[];

/** Tries every order of the operations of one key, and every outcome of each: slow, and too simple to be wrong. */
export function bruteForce<S, I, O>(
  initial: S,
  outcomes: Outcomes<S, I, O>,
  operations: readonly Operation<I, O>[],
): boolean {
  const explain = (state: S, left: readonly Operation<I, O>[]): boolean =>
    left.every((operation) => operation.return === Infinity) ||
    left.some((next) => {
      const others = left.filter((other) => other !== next);
      if (others.some((other) => other.return < next.call)) return false;
      return outcomes(state, next.input)
        .filter(({ output }) => next.output === undefined || isDeepStrictEqual(next.output, output))
        .some(({ state }) => explain(state, others));
    });
  return explain(initial, operations);
}

interface Entry {
  readonly value: string | undefined;
  readonly version: number;
  readonly revision: number;
}

export const noEntry: Entry = { value: undefined, version: 0, revision: 0 };

/** A key whose changes get any later revision up to `highest`. */
export function keyOutcomes(highest: number): Outcomes<Entry, KeyInput, KeyOutput> {
  return (entry, input) => {
    const modRevision = entry.value === undefined ? 0 : entry.revision;
    const unchanged = [{ state: entry, output: { type: "unchanged" } as const }];
    const changes = (value: string | undefined) =>
      Array.from({ length: Math.max(0, highest - entry.revision) }, (_, later) => {
        const revision = entry.revision + 1 + later;
        const version = value === undefined ? 0 : entry.version + 1;
        return { state: { value, version, revision }, output: { type: "changed", revision } as const };
      });
    if (input.type === "read") {
      return [{ state: entry, output: { type: "read", value: entry.value, modRevision, version: entry.version } }];
    }
    if (input.type === "delete") return entry.value === undefined ? unchanged : changes(undefined);
    if (input.type === "put") return changes(input.value);
    const { target, is } = input.expected;
    const actual = { value: entry.value, version: entry.version, modRevision }[target];
    return actual === is ? changes(input.value) : unchanged;
  };
}
