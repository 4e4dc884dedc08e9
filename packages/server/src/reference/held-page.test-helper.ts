import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** Stands below the heading of each page that is made from the code. */
export const MADE = "This page is made from the code by `make reference`, and a test holds it true.";

/** Asserts that a checked-in page is what the code says; `make reference` has it written first. */
export function assertHeld(name: string, text: string): void {
  const path = `docs/reference/${name}`;
  if (process.env["UPDATE_REFERENCE"] === "1") writeFileSync(path, text);
  assert.equal(readFileSync(path, "utf8"), text, `${path} is not what the code says: make reference`);
}

/** A table in Markdown. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => "---"), ...rows.map((cells) => cells.map(escaped))];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** Bars would end a cell. */
function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

export function code(text: string): string {
  return `\`${text}\``;
}
