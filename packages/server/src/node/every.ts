import type { Clock, Timer } from "./clock.js";

/** A timer that is set for longer than this would be none at all in Node. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Runs something again and again, so long after the time before, until it is cancelled. */
export function every(clock: Pick<Clock, "after">, milliseconds: number, run: () => void): Timer {
  const delay = Math.min(milliseconds, TIMER_MS_MAX);
  let next = clock.after(delay, again);
  function again(): void {
    next = clock.after(delay, again);
    run();
  }
  return {
    cancel: () => {
      next.cancel();
    },
  };
}
