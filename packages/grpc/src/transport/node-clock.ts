import type { Clock } from "../time/clock.js";
import { monotonicMillis } from "./clock.js";

/** Node runs a timer for more than this at once; nobody minds to be called after 24 days. */
const TIMER_MILLIS_MAX = 2 ** 31 - 1;

/** The real time of this process. */
export const nodeClock: Clock = {
  now: monotonicMillis,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, Math.min(milliseconds, TIMER_MILLIS_MAX)).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  soon: (run) => process.nextTick(run),
};
