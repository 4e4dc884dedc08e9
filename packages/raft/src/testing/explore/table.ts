import type { Report } from "./explore.js";

const HEADINGS = ["world", "states", "transitions", "depth", "seconds", "states/s", "result"] as const;

/** A report on a world, with the time that the search took. */
export interface Timed {
  readonly report: Report;
  readonly seconds: number;
}

/** One line per world, and one for all of them. */
export function tableOf(rows: readonly Timed[]): string {
  const cells = [HEADINGS, ...rows.map(cellsOf), totalOf(rows)];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => lineOf(row, widths)).join("\n");
}

function cellsOf({ report, seconds }: Timed): string[] {
  const { world, states, transitions, depth, cut, violation } = report;
  const end = cut === undefined ? "exhausted" : `cut at ${cut}`;
  const result = violation === undefined ? end : `broken: ${violation.rule}`;
  const counts = [states, transitions, depth].map(String);
  return [world.name, ...counts, seconds.toFixed(1), (states / seconds).toFixed(0), result];
}

function totalOf(rows: readonly Timed[]): string[] {
  const sum = (of: (row: Timed) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const states = sum((row) => row.report.states);
  const transitions = sum((row) => row.report.transitions);
  const seconds = sum((row) => row.seconds);
  const exhausted = rows.filter(({ report }) => report.cut === undefined && report.violation === undefined).length;
  const result = `${exhausted} of ${rows.length} exhausted`;
  return ["all", `${states}`, `${transitions}`, "", seconds.toFixed(1), (states / seconds).toFixed(0), result];
}

/** Text to the left, numbers to the right. */
function lineOf(row: readonly string[], widths: readonly number[]): string {
  const isText = (column: number): boolean => column === 0 || column === HEADINGS.length - 1;
  const padded = row.map((cell, column) =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
  );
  return padded.join("  ").trimEnd();
}
