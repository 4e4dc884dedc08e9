import { decodeEntry } from "@keyval/api";
import type { Applied, StateMachine } from "../state-machine.js";
import type { LoggedEntry } from "./logged-entry.js";

/** What a replayed entry did; undefined for one without a command. */
export type Replayed = (entry: LoggedEntry, applied: Applied | undefined) => void;

/**
 * Applies what the log keeps to a machine that stands before it. `revisionAfter` is the numberer that the group has: the
 * log does not hold revisions.
 */
export function replay(
  machine: StateMachine,
  entries: Iterable<LoggedEntry>,
  revisionAfter: (last: number) => number,
  replayed: Replayed,
): void {
  for (const entry of entries) {
    const { index, term, payload } = entry;
    if (payload === undefined) {
      machine.skip(index);
      replayed(entry, undefined);
      continue;
    }
    const { header, body } = decodeEntry(payload);
    replayed(entry, machine.apply(revisionAfter(machine.revision), { index, term }, header, body));
  }
}
