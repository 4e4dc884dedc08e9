import { PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

/** Watchers come and go while keys change. */
const WATCHED = {
  ...troubles({ wallJump: 1 }),
  clients: 5,
  restMicroseconds: 20_000,
  keyspace: {
    ...PLAIN,
    keys: 6,
    requests: { put: 6, delete: 2, txn: 4, range: 1, compact: 0, look: 0 },
    streams: 6,
    holders: 1,
    sessions: 0,
    revisionsSkipped: 0,
    cacheBytes: 0,
    readsNow: 0,
    progressNotifyMs: 200,
    quotaBytes: 2 ** 40,
  },
};

/** Bugs in what watchers hear. */
export const keyspaceWatchBugs: readonly ZooBug[] = [
  {
    name: "a watcher that has caught up misses the first revision after it",
    edits: [
      {
        file: "packages/statemachine/src/watch/catch-up.ts",
        text: "this.#host.recent.since(pass.position)",
        replacement: "this.#host.recent.since(pass.position + 1)",
      },
    ],
    checker: "watches",
    seeds: 20,
    knobs: WATCHED,
  },
  {
    name: "the events of a revision are split where a version before is not read yet",
    edits: [
      {
        file: "packages/statemachine/src/watch/watcher.ts",
        text: "  return pending.findIndex((event) => event.mod === mod);",
        replacement: "  return mod === undefined ? 0 : waiting;",
      },
    ],
    checker: "watches",
    seeds: 20,
    knobs: WATCHED,
  },
];
