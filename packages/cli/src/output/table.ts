export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table in a frame: heads in capitals and in the middle, cells to the right. */
export function tableText({ head, rows }: Table): string {
  const heads = head.map((name) => name.replaceAll("_", " ").toUpperCase());
  const widths = heads.map((name, column) => Math.max(...[name, ...rows.map((row) => row[column] ?? "")].map(widthOf)));
  const rule = (left: string, cross: string, right: string): string =>
    `${left}${widths.map((width) => "─".repeat(width + 2)).join(cross)}${right}\n`;
  const line = (cells: readonly string[]): string => `│${cells.map((cell) => ` ${cell} `).join("│")}│\n`;
  const body = rows.map((row) => line(row.map((cell, column) => toTheRight(cell, widths[column] ?? 0))));
  const top = line(heads.map((name, column) => inTheMiddle(name, widths[column] ?? 0)));
  const middle = body.length === 0 ? "" : rule("├", "┼", "┤");
  return `${rule("┌", "┬", "┐")}${top}${middle}${body.join("")}${rule("└", "┴", "┘")}`;
}

function inTheMiddle(text: string, width: number): string {
  const left = Math.floor((width - widthOf(text)) / 2);
  return toTheRight("", left) + text + " ".repeat(width - left - widthOf(text));
}

function toTheRight(text: string, width: number): string {
  return " ".repeat(width - widthOf(text)) + text;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
