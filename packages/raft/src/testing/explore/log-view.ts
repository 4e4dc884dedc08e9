import type { Entry } from "../../entry.js";
import type { MemoryHost } from "../memory-host.js";

/** A log as the checks see it. Equal entries are the same object, and so are equal logs. */
export interface LogView {
  readonly number: number;
  readonly base: number;
  /** Those behind `base`, without gaps. */
  readonly entries: readonly Entry[];
  /** Logs that were found to match this one. */
  readonly matching: Set<LogView>;
}

export function logOf(host: MemoryHost, knownEntries: Map<string, Entry>, knownLogs: Map<string, LogView>): LogView {
  const { base, lastIndex } = host.raft.status;
  const entries: Entry[] = [];
  let name = `${base}`;
  for (let index = base + 1; index <= lastIndex; index++) {
    const entry = host.raft.entries(index, index, 1)?.[0] ?? host.disk.read(index, index)[0];
    if (entry === undefined) continue;
    const entryName = `${entry.index} ${entry.term} ${entry.kind} ${entry.payload.join()}`;
    name += `|${entryName}`;
    const known = knownEntries.get(entryName) ?? entry;
    knownEntries.set(entryName, known);
    entries.push(known);
  }
  const known = knownLogs.get(name) ?? { number: knownLogs.size, base, entries, matching: new Set() };
  knownLogs.set(name, known);
  return known;
}

export function entryAt({ base, entries }: LogView, index: number): Entry | undefined {
  return entries[index - base - 1];
}
