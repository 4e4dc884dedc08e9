import { readdirSync, readFileSync } from "node:fs";

// What Linux tells a process of itself; no number elsewhere.

export function openDescriptors(): number {
  return fromSystem(() => readdirSync("/proc/self/fd").length);
}

/** How many files and connections the process may have open. */
export function descriptorLimit(): number {
  return fromSystem(() => numberIn("/proc/self/limits", /^Max open files\s+(\d+)/mu));
}

export function statusKilobytes(field: string): number {
  return fromSystem(() => numberIn("/proc/self/status", new RegExp(`^${field}:\\s+(\\d+)`, "mu")));
}

function numberIn(file: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(file, "utf8"))?.[1] ?? NaN);
}

function fromSystem(read: () => number): number {
  try {
    return read();
  } catch {
    return NaN;
  }
}
