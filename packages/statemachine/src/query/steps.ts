import type { Slices } from "../slices.js";

/** Starts something that is not at hand, and calls `resume` in a later turn. */
export type Wait = (resume: () => void) => void;

/** Work that is done from top to bottom, with a `yield` wherever it may pause, or has to wait. */
export type Steps<T> = Generator<Wait | undefined, T, void>;

/**
 * Does the first slice at once. If that was all, its result is returned; otherwise the rest is done in later turns, and
 * `done` has the result.
 */
export function runSteps<T>(steps: Steps<T>, slices: Slices, done: (result: T) => void): T | undefined {
  const first = steps.next();
  if (first.done === true) return first.value;
  const goOn = (): void => slices.add(slice);
  const slice = (): boolean => {
    const next = steps.next();
    if (next.done === true) {
      done(next.value);
      return false;
    }
    if (next.value === undefined) return true;
    next.value(goOn);
    return false;
  };
  if (first.value === undefined) goOn();
  else first.value(goOn);
  return undefined;
}
