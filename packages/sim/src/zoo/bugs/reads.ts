import { FAR_APART, operations, troubles, type ZooBug } from "../zoo-bug.js";

/** Leaders are cut off for a moment, and others elected meanwhile. */
const DEPOSED = {
  ...troubles({ isolate: 6, pause: 2, partition: 1, breakConnection: 1 }),
  ...operations({ read: 5, put: 3 }),
  troubleMicroseconds: 300_000,
  troubleLastsMicroseconds: 500_000,
  clientTimeoutMicroseconds: 500_000,
  restMicroseconds: 20_000,
  clients: 8,
  keys: 2,
  quiesceAfter: 0,
};

const LEASED = { ...DEPOSED, lease: 140, driftPpmMost: 4_000 };

/** Bugs in reads and the leases that they may rely on. */
export const readBugs: readonly ZooBug[] = [
  {
    name: "a read is answered without confirming that nobody else leads",
    edits: [
      {
        file: "packages/raft/src/reads.ts",
        text: "if (state.hasCommittedInTerm && isLeaseValid(state)) answer(",
        replacement: "if (state.hasCommittedInTerm) answer(",
      },
    ],
    checker: "linearizability",
    seeds: 40,
    knobs: DEPOSED,
  },
  {
    name: "a read is answered before the leader knows what is committed",
    edits: [
      {
        file: "packages/raft/src/reads.ts",
        text: "leadership.unconfirmed.length === 0 || !state.hasCommittedInTerm) return;",
        replacement: "leadership.unconfirmed.length === 0) return;",
      },
    ],
    checker: "linearizability",
    seeds: 20,
    knobs: { ...DEPOSED, network: FAR_APART },
  },
  {
    name: "the number of a forwarded read is used again",
    edits: [
      {
        file: "packages/raft/src/forwarded-reads.ts",
        text: "    this.attempt += 1;\n",
        replacement: "    if (this.asked.length === 0) this.attempt += 1;\n",
      },
    ],
    checker: "linearizability",
    seeds: 10,
    knobs: { ...DEPOSED, network: FAR_APART, lease: 0 },
  },
  {
    name: "a read that waits outlives its leader's term, and is answered",
    edits: [
      {
        file: "packages/raft/src/roles.ts",
        text: "if (read.from === state.id) outbox.readsDropped.push(read.id);",
        replacement: "if (read.from === state.id) outbox.reads.push({ id: read.id, index: state.committed });",
      },
    ],
    checker: "linearizability",
    seeds: 20,
    knobs: { ...DEPOSED, lease: 0 },
  },
  {
    name: "a lease is judged by an old time",
    edits: [
      {
        file: "packages/raft/src/raft.ts",
        text: "    state.now = input.now;\n",
        replacement: '    if (input.kind !== "read") state.now = input.now;\n',
      },
    ],
    checker: "leases",
    seeds: 100,
    knobs: {
      ...LEASED,
      ...troubles({ pause: 1 }),
      clientTimeoutMicroseconds: 3_000_000,
      troubleMicroseconds: 500_000,
      troubleLastsMicroseconds: 1_500_000,
    },
  },
  {
    name: "a restarted voter forgets that it promised to stand by the leader",
    edits: [
      {
        file: "packages/raft/src/restored.ts",
        text: "return lease > 0 ? now + lease : -Infinity;",
        replacement: "return -Infinity;",
      },
    ],
    checker: "leases",
    seeds: 200,
    knobs: {
      ...LEASED,
      ...troubles({ crash: 5, partition: 5 }),
      ...operations({ read: 1, put: 1 }),
      keys: 1,
      restMicroseconds: 400_000,
      troubleMicroseconds: 150_000,
      troubleLastsMicroseconds: 600_000,
      restartMicroseconds: 20_000,
    },
  },
  {
    name: "a broken connection voids what was promised",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: "  if (isBoundByLease(state)) return;\n",
        replacement: "  state.promisedUntil = -Infinity;\n",
      },
    ],
    checker: "leases",
    seeds: 10,
    knobs: { ...LEASED, ...troubles({ isolate: 1 }) },
  },
  {
    name: "a lease goes on after the leadership was given away",
    edits: [
      {
        file: "packages/raft/src/transfer.ts",
        text: "  leadership.leaseForfeited = true;\n",
        replacement: "",
      },
    ],
    checker: "linearizability",
    seeds: 10,
    knobs: {
      ...LEASED,
      ...troubles({ transfer: 1 }),
      troubleMicroseconds: 50_000,
      network: FAR_APART,
    },
  },
  {
    name: "a lease goes on after the machine was suspended",
    edits: [
      {
        file: "packages/raft/src/lease.ts",
        text: "  for (const progress of leadership.progress.values()) progress.leaseLength = 0;\n",
        replacement: "",
      },
    ],
    checker: "linearizability",
    seeds: 30,
    knobs: { ...LEASED, ...troubles({ suspend: 1 }) },
  },
  {
    name: "a read is answered before its index is applied",
    edits: [
      {
        file: "packages/server/src/node/pending-reads.ts",
        text:
          "    this.#confirmed = waiting.filter((read) => read.index > applied);\n" +
          '    for (const read of waiting) if (read.index <= applied) read.done({ kind: "ready" });\n',
        replacement: '    this.#confirmed = [];\n    for (const read of waiting) read.done({ kind: "ready" });\n',
      },
    ],
    checker: "linearizability",
    seeds: 5,
    knobs: { ...DEPOSED, network: FAR_APART },
  },
];
