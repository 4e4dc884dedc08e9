import type { Plan } from "./plan.js";
import { troubles } from "./zoo/zoo-bug.js";

/** A run that found a bug, kept so that the bug can not come back; `docs/internals/bugs-found.md` tells its story. */
export interface Regression {
  readonly plan: Plan;
  readonly bug: string;
}

export const regressions: readonly Regression[] = [
  {
    plan: { seed: 2_002_626, seconds: 10, knobs: {}, strikes: undefined },
    bug: "entries that were being moved to the log's end were read there before they were written",
  },
  {
    plan: { seed: 2_001_241, seconds: 10, knobs: {}, strikes: undefined },
    bug: "entries that were being read to be applied were applied while a snapshot was being installed",
  },
  {
    plan: { seed: 3, seconds: 20, knobs: { keyspace: {} }, strikes: undefined },
    bug: "a deposed leader's lease time was sent on to the next leader",
  },
  {
    plan: {
      seed: 40,
      seconds: 10,
      knobs: {
        keyspace: { streams: 0, holders: 1 },
        ...{ snapshotEvery: 10, keptEntries: 0, clients: 3, troubleMicroseconds: 150_000, lease: 0 },
        ...troubles({
          crash: 3,
          suspend: 3,
          slow: 4,
          oneWayCut: 3,
          isolate: 4,
          transfer: 5,
          fullDisk: 1,
          diskError: 5,
        }),
      },
      strikes: undefined,
    },
    bug: "a received file whose sync had failed was synced again, and trusted",
  },
  {
    plan: { seed: 3_000_035, seconds: 20, knobs: { keyspace: {} }, strikes: undefined },
    bug: "a leader offered a rotten file again and again, to a member that refused it each time",
  },
];
