import type { Clock } from "@keyval/grpc";
import { nodeClock } from "@keyval/grpc/transport";

/** The real time, in which so many milliseconds pass in one. */
export function fastClock(speed: number): Clock {
  return {
    now: () => nodeClock.now() * speed,
    after: (milliseconds, run) => nodeClock.after(milliseconds / speed, run),
    soon: (run) => nodeClock.soon(run),
  };
}
