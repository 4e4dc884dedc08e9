import type { Plan } from "./plan.js";
import { FAR_APART, troubles } from "./zoo/zoo-bug.js";

/** A run that found a bug, kept so that the bug can not come back; `docs/internals/bugs-found.md` tells its story. */
export interface Regression {
  readonly plan: Plan;
  readonly bug: string;
}

/** Knobs that came later are drawn otherwise: a run is to be the one that it was. */
const AS_THEN = { applyDelayMicroseconds: 0 };
const KEYSPACE_AS_THEN = { isOperated: false };

export const regressions: readonly Regression[] = [
  {
    plan: { seed: 2_002_626, seconds: 10, knobs: AS_THEN, strikes: undefined },
    bug: "entries that were being moved to the log's end were read there before they were written",
  },
  {
    plan: { seed: 2_001_241, seconds: 10, knobs: AS_THEN, strikes: undefined },
    bug: "entries that were being read to be applied were applied while a snapshot was being installed",
  },
  {
    plan: {
      seed: 3,
      seconds: 20,
      knobs: { ...AS_THEN, restMicroseconds: 50_000, keyspace: KEYSPACE_AS_THEN },
      strikes: undefined,
    },
    bug: "a deposed leader's lease time was sent on to the next leader",
  },
  {
    plan: {
      seed: 40,
      seconds: 10,
      knobs: {
        ...AS_THEN,
        keyspace: { ...KEYSPACE_AS_THEN, streams: 0, holders: 1 },
        ...{
          snapshotEvery: 10,
          keptEntries: 0,
          clients: 3,
          restMicroseconds: 400_000,
          troubleMicroseconds: 150_000,
          lease: 0,
        },
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
    plan: {
      seed: 3_000_035,
      seconds: 20,
      knobs: { ...AS_THEN, restMicroseconds: 400_000, keyspace: KEYSPACE_AS_THEN },
      strikes: undefined,
    },
    bug: "a leader offered a rotten file again and again, to a member that refused it each time",
  },
  {
    plan: {
      seed: 29,
      seconds: 10,
      knobs: {
        ...AS_THEN,
        ...troubles({ isolate: 4, transfer: 3, crash: 1, partition: 2 }),
        ...{ snapshotEvery: 10, keptEntries: 0, clients: 5, restMicroseconds: 50_000, network: FAR_APART },
        ...{ troubleMicroseconds: 400_000, troubleLastsMicroseconds: 600_000, clientTimeoutMicroseconds: 1_000_000 },
        keyspace: {
          ...KEYSPACE_AS_THEN,
          ...{ keys: 6, readsNow: 0, cacheBytes: 0, holders: 0, sessions: 0, streams: 6, progressNotifyMs: 50 },
          requests: { put: 10, delete: 2, txn: 4, range: 1, compact: 2, look: 0 },
        },
      },
      strikes: undefined,
    },
    bug: "watchers were told that there was nothing before an event when that could not be read",
  },
  {
    plan: {
      seed: 17,
      seconds: 20,
      knobs: { restMicroseconds: 50_000, keyspace: { isOperated: true } },
      strikes: undefined,
    },
    bug: "a leader told a process that there was no such member, whose addition it was yet to apply",
  },
  {
    plan: {
      seed: 11,
      seconds: 20,
      knobs: {
        ...{ members: 1, clients: 1, restMicroseconds: 200_000, ...AS_THEN },
        ...{ troubleMicroseconds: 100_000, troubleLastsMicroseconds: 300_000, restartMicroseconds: 300_000 },
        ...troubles({ crash: 6, powerLoss: 3, transfer: 2, replaceMember: 2, slowDisk: 3 }),
        keyspace: {
          ...{ isOperated: true, audits: false, contenders: 0, upgrades: false },
          ...{ streams: 0, holders: 0, sessions: 0 },
        },
      },
      strikes: undefined,
    },
    bug: "a member left before the others could do without its vote",
  },
  {
    plan: {
      seed: 5_000_030,
      seconds: 10,
      knobs: { restMicroseconds: 200_000, keyspace: { isOperated: true, upgrades: true } },
      strikes: undefined,
    },
    bug: "a merge dropped the tombstone of what it had copied, and what died since came back with a snapshot",
  },
  {
    plan: { seed: 3_000_782, seconds: 20, knobs: { restMicroseconds: 200_000, keyspace: {} }, strikes: undefined },
    bug: "a leader that was none any more told a process that there was no such member, which the next one had added",
  },
  {
    plan: { seed: 4_001_728, seconds: 20, knobs: { restMicroseconds: 200_000, keyspace: {} }, strikes: undefined },
    bug: "a member of the older version that was removed ended as one that is too old, not as one that was removed",
  },
];
