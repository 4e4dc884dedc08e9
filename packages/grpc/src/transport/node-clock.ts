import type { Clock } from "../time/clock.js";
import { monotonicMillis } from "./clock.js";

/** The real time of this process. */
export const nodeClock: Clock = {
  now: monotonicMillis,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  soon: (run) => process.nextTick(run),
};
