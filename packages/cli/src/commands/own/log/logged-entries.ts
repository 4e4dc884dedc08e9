import type { Entry } from "@keyval/raft";
import type { LoggedEntry } from "@keyval/statemachine/command-log";
import type { Log, RecoveredGroup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";

/** So much of the log is in memory at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** What the log keeps of a group between two indexes, piece by piece. */
export async function* loggedEntries(
  log: Log,
  { group, log: { base, last: end } }: RecoveredGroup,
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<readonly LoggedEntry[], void, void> {
  const last = Math.min(end, range.to);
  for (let from = Math.max(base + 1, range.from); from <= last;) {
    const read = { group, from, last, bytesMax: CHUNK_BYTES };
    const chunk = await completed<readonly Entry[]>((done) => log.read(read, done));
    yield chunk.map(({ index, term, kind, payload }) => ({
      index,
      term,
      payload: kind === "command" ? payload : undefined,
    }));
    from += Math.max(1, chunk.length);
  }
}
