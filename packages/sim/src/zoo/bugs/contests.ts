import { FAR_APART, PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

const RPC = "packages/server/src/rpc";

/** Many contend, give up waiting, and lose their leases while they wait. */
const CONTESTED = {
  ...troubles({ isolate: 2, transfer: 1, crash: 1 }),
  troubleMicroseconds: 1_000_000,
  troubleLastsMicroseconds: 600_000,
  restMicroseconds: 50_000,
  clientTimeoutMicroseconds: 1_000_000,
  clients: 1,
  network: FAR_APART,
  keyspace: { ...PLAIN, keys: 2, holders: 0, sessions: 0, streams: 0, ttlMost: 3, contenders: 8 },
};

/** Bugs in locks and elections. */
export const contestBugs: readonly ZooBug[] = [
  {
    name: "whoever waits for a lock has it once one of those before it is gone",
    edits: [
      {
        file: `${RPC}/older-keys.ts`,
        text: "      this.#watch?.close();\n      this.look();",
        replacement: "      this.#watch?.close();\n      this.#gone({ hasWaited: true });",
      },
    ],
    checker: "contests",
    seeds: 10,
    knobs: CONTESTED,
  },
  {
    name: "whoever has waited for a lock is not asked whether its claim still stands",
    edits: [
      {
        file: `${RPC}/candidacy.ts`,
        text: "if (answer.kvs[0]?.createRevision === contender.revision) this.#win(",
        replacement: "if (answer.count >= 0) this.#win(",
      },
    ],
    checker: "contests",
    seeds: 20,
    knobs: CONTESTED,
  },
  {
    name: "the youngest claim leads",
    edits: [
      {
        file: `${RPC}/contest.ts`,
        text: "sortOrder: SortOrder.ASCEND, limit: 1 };",
        replacement: "sortOrder: SortOrder.DESCEND, limit: 1 };",
      },
    ],
    checker: "contests",
    seeds: 5,
    knobs: CONTESTED,
  },
  {
    name: "who resigns keeps its claim",
    edits: [
      {
        file: `${RPC}/claims.ts`,
        text: "  const success = [{ requestDeleteRange: { key } }];",
        replacement: "  const success = [{ requestRange: { key } }];",
      },
    ],
    checker: "contests",
    seeds: 5,
    knobs: CONTESTED,
  },
];
