import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SEARCH_BOUND } from "../checkers/linearizability.js";
import { check } from "../linearizability/check.js";
import { keyModel } from "../linearizability/key-model.js";
import { renderHistory } from "../linearizability/render-history.js";
import type { SimulationResult } from "../world/simulation.js";

const FOLDER = "reports";

/** Draws a history that has no order as a page for a browser; gives its file. */
export function savePicture({ seed, violations, operations }: SimulationResult): string | undefined {
  if (violations[0]?.checker !== "linearizability") return undefined;
  const file = join(FOLDER, `sim-${seed}.html`);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, renderHistory(keyModel, operations, check(keyModel, operations, SEARCH_BOUND)));
  return file;
}
