/** What differs from run to run, and what stands for it. Ids are shown without zeros in front. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/gu, "<moment>"],
  [/\b[0-9a-f]{13,16}\b|\b\d{10,}\b/gu, "<id>"],
  [/\b\d+(?:\.\d+)? ?(?:ms|µs|s)\b/gu, "<time>"],
  [/\b\d+(?:\.\d+)? ?[kKMG]?i?B\b/gu, "<size>"],
  // Columns are as wide as what stands in them.
  [/ {2,}/gu, " "],
  [/[─-]{3,}/gu, "---"],
  [/ +$/gmu, ""],
];

export function masked(text: string): string {
  return MASKS.reduce((masking, [pattern, name]) => masking.replaceAll(pattern, name), text);
}

/**
 * Matches output that begins with what a page shows. An ellipsis stands for any part of a line, or, alone, for any
 * number of lines.
 */
export function beginningAs(shown: string): RegExp {
  const lines = shown === "" ? [] : masked(shown).split("\n");
  const patterns = lines.map((line) => (line.trim() === "…" ? "(?:.*\n)*?" : `${patternOf(line)}\n`));
  return new RegExp(`^${patterns.join("")}`, "u");
}

function patternOf(line: string): string {
  const parts = line.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  return parts.join(".*");
}

/** Whether all of the output is what a page shows. */
export function isShown(output: string, shown: string): boolean {
  const text = masked(output.trimEnd());
  const all = text === "" ? "" : `${text}\n`;
  const [found] = beginningAs(shown).exec(all) ?? [];
  return found === all || (found !== undefined && /(?:^|\n)…$/u.test(shown));
}
