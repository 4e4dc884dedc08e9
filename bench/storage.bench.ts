import type { Measurement } from "./bench.js";
import { engineFigures } from "./storage-engines.js";

/** The record engines beside each other, on a directory below the system's for temporary files. */
export function* bench(): Iterable<Measurement> {
  yield* engineFigures();
}
