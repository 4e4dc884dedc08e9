import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What the long mode has done in all its runs. */
export interface Hours {
  readonly simulatedSeconds: number;
  /** The next run begins with this seed, so that no two do the same. */
  readonly nextSeed: number;
}

export function readHours(file: string): Hours {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Hours;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { simulatedSeconds: 0, nextSeed: 1 };
  }
}

export function writeHours(file: string, hours: Hours): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(hours)}\n`);
}
