import type { Replica } from "./replica.js";

/** At most so many columns; what is before is left out. */
const COLUMNS_MAX = 24;

/**
 * The logs as the paper draws them: a row for each replica, a column for each index, in it the entry's term. A bar stands
 * behind the last entry known to be committed; `?` marks what is not durable, `c` a configuration, and dots stand for
 * what left the log, for it is in a snapshot.
 */
export function renderLogs(replicas: readonly Replica[]): string[] {
  const last = Math.max(...replicas.map(({ host }) => host.raft.lastIndex));
  const lowest = Math.min(...replicas.map(({ host }) => host.raft.status.base)) + 1;
  const first = Math.max(lowest, last - COLUMNS_MAX + 1);
  const indexes = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  const rows = [
    ["index", ...indexes.map((index) => `${index} `)],
    ...replicas.map((replica) => [nameOf(replica), ...cellsOf(replica, indexes)]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, column))
      .join(" ")
      .trimEnd(),
  );
}

function padded(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function nameOf({ id, host, state }: Replica): string {
  const { role, term } = host.raft.status;
  return `${id}${role === "leader" ? " leader" : ""}${state === "up" ? "" : ` ${state}`}, term ${term}`;
}

function cellsOf({ host, entries }: Replica, indexes: readonly number[]): string[] {
  const { base, committed, persisted } = host.raft.status;
  return indexes.map((index) => {
    const entry = entries[index - base - 1];
    const bar = index === committed ? "|" : " ";
    if (index <= base) return `.${bar}`;
    if (entry === undefined) return " ";
    const mark = `${entry.kind === "configuration" ? "c" : ""}${index > persisted ? "?" : ""}`;
    return `${entry.term}${mark}${bar}`;
  });
}
