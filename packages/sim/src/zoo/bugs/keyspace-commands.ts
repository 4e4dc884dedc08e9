import { PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

/** Nothing goes wrong but the clocks of the wall, and clients do all they can to few keys. */
const BUSY_KEYS = {
  ...troubles({ wallJump: 1 }),
  clients: 6,
  restMicroseconds: 20_000,
  keyspace: {
    ...PLAIN,
    keys: 6,
    requests: { put: 5, delete: 3, txn: 4, range: 6, compact: 1, look: 0 },
    streams: 0,
    holders: 0,
    sessions: 0,
    revisionsSkipped: 0,
    quotaBytes: 2 ** 40,
  },
};

/** Clients with sessions send what they sent once more. */
const SESSIONS = { ...BUSY_KEYS, clients: 2, keyspace: { ...BUSY_KEYS.keyspace, sessions: 4 } };

/** Bugs in what commands and queries of the key space do. */
export const keyspaceCommandBugs: readonly ZooBug[] = [
  {
    name: "a read in a transaction does not see what was put before it",
    edits: [
      {
        file: "packages/statemachine/src/txn/run-txn.ts",
        text: "rangeNow(keyspace, request, request.revision > 0 ? request.revision : current);",
        replacement: "rangeNow(keyspace, request, request.revision > 0 ? request.revision : keyspace.revision);",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "a transaction is refused when half of it is done",
    edits: [
      {
        file: "packages/statemachine/src/apply/keyspace-commands.ts",
        text: "  if (refusal !== undefined) return new Refusal(refusal);\n  keyspace.counts.txns += 1;\n",
        replacement:
          "  const begun = path.steps.findIndex(({ op }) => op.requestPut === undefined && op.requestDeleteRange === undefined);\n" +
          "  if (refusal !== undefined) {\n" +
          "    if (begun > 0) runTxn(keyspace, { ...path, steps: path.steps.slice(0, begun) });\n" +
          "    return new Refusal(refusal);\n" +
          "  }\n",
      },
    ],
    checker: "revisions",
    seeds: 10,
    knobs: BUSY_KEYS,
  },
  {
    name: "a key that was put again after its deletion has the old time of its creation",
    edits: [
      {
        file: "packages/statemachine/src/keyspace/keyspace.ts",
        text: "record.create = previous === 0 ? this.#mod : this.index.createOf(previous);",
        replacement: "record.create = previous === 0 ? this.#mod : this.index.modOf(previous);",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "a command that changes nothing takes a revision",
    edits: [
      {
        file: "packages/statemachine/src/keyspace/keyspace.ts",
        text: "    if (events.length > 0) this.#revision = this.#mod;",
        replacement: "    this.#revision = this.#mod;",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "the count at an old revision is that of now",
    edits: [
      {
        file: "packages/statemachine/src/query/count-steps.ts",
        text: "index.counting(first, end, revision)",
        replacement: "index.counting(first, end, Infinity)",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "a range that is cut exactly at its end says that there is more",
    edits: [
      {
        file: "packages/statemachine/src/query/range-steps.ts",
        text: "more: sorted.length > plan.limit",
        replacement: "more: sorted.length >= plan.limit",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY_KEYS,
  },
  {
    name: "the limit cuts before the sort, whatever the order",
    edits: [
      {
        file: "packages/statemachine/src/range/range-plan.ts",
        text: "const isCutFirst = sort === undefined || (sortOrder === SortOrder.NONE && !hasFilter);",
        replacement: "const isCutFirst = sort === undefined || !hasFilter;",
      },
    ],
    checker: "revisions",
    seeds: 20,
    knobs: { ...BUSY_KEYS, keyspace: { ...BUSY_KEYS.keyspace, keys: 30 } },
  },
  {
    name: "what is compacted can be read as long as it is there",
    edits: [
      {
        file: "packages/statemachine/src/range/check-range.ts",
        text: "  return revision < keyspace.compactRevision ? ",
        replacement: "  return revision < keyspace.index.compactRevision ? ",
      },
    ],
    checker: "revisions",
    seeds: 20,
    knobs: BUSY_KEYS,
  },
  {
    name: "a command that is sent again is done again",
    edits: [
      {
        file: "packages/statemachine/src/sessions/sessions.ts",
        text: "    const result = session.results.get(command.number);",
        replacement: "    const result: Uint8Array | undefined = undefined;",
      },
    ],
    checker: "sessions",
    seeds: 5,
    knobs: SESSIONS,
  },
  {
    name: "what a command is told that is sent again has the present revision",
    edits: [
      {
        file: "packages/server/src/rpc/submit.ts",
        text: "served.header(result.header?.revision ?? answer.revision)",
        replacement: "served.header(answer.revision)",
      },
    ],
    checker: "sessions",
    seeds: 5,
    knobs: SESSIONS,
  },
];
