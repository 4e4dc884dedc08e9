import type { Slices } from "@keyval/statemachine";

/** Work that is done from top to bottom, with a `yield` wherever a step ends. */
export type Steps<T> = Generator<undefined, T, void>;

/** The first step is done at once, and if that was all, `done` is called at once. It is never called once nobody waits. */
export function runSteps<T>(steps: Steps<T>, slices: Slices, isGone: () => boolean, done: (result: T) => void): void {
  const step = (): boolean => {
    if (isGone()) return false;
    const next = steps.next();
    if (next.done === true) done(next.value);
    return next.done !== true;
  };
  if (step()) slices.add(step);
}
