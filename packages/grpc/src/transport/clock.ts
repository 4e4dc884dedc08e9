/** Milliseconds that only grow, for deadlines. */
export function monotonicMillis(): number {
  return performance.now();
}

/** How often deadlines are looked at: all are in seconds. */
export const TICK_MILLIS = 1000;
