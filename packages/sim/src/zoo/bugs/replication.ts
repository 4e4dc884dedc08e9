import { FAR_APART, troubles, type ZooBug } from "../zoo-bug.js";

/** Members fall behind and lose their leaders. */
const LAGGARDS = {
  ...troubles({ partition: 3, pause: 3, crash: 2, powerLoss: 2, oneWayCut: 2 }),
  troubleMicroseconds: 200_000,
  troubleLastsMicroseconds: 500_000,
  restartMicroseconds: 500_000,
};

/** Bugs in how entries get from the leader's log into the others', and are committed. */
export const replicationBugs: readonly ZooBug[] = [
  {
    name: "an ack is sent before the entries are durable",
    edits: [
      {
        file: "packages/raft/src/following.ts",
        text: "const index = Math.min(state.matched, log.persisted);",
        replacement: "const index = state.matched;",
      },
    ],
    checker: "durableQuorum",
    seeds: 3,
    knobs: LAGGARDS,
  },
  {
    name: "entries of an old term are committed by counting",
    edits: [
      {
        file: "packages/raft/src/commit.ts",
        text: "if (index <= state.committed || index < leadership.openedAt) return false;",
        replacement: "if (index <= state.committed) return false;",
      },
    ],
    checker: "durableQuorum",
    seeds: 5,
    knobs: {
      ...troubles({
        crash: 5,
        pause: 2,
        powerLoss: 2,
        partition: 2,
        breakConnection: 2,
      }),
      members: 5,
      troubleMicroseconds: 50_000,
      troubleLastsMicroseconds: 200_000,
      restartMicroseconds: 200_000,
      messageBytesMax: 256,
      tailBytesMax: 25_600,
    },
  },
  {
    name: "an append truncates what it does not conflict with",
    edits: [
      {
        file: "packages/raft/src/following.ts",
        text: "if (entry.index <= state.committed || log.termAt(entry.index) === entry.term) continue;",
        replacement: "if (entry.index <= log.base) continue;",
      },
    ],
    checker: "durableQuorum",
    seeds: 40,
    knobs: { ...LAGGARDS, network: FAR_APART },
  },
  {
    name: "what precedes an append is not looked at",
    edits: [
      {
        file: "packages/raft/src/following.ts",
        text: "if (prevIndex > state.committed && log.termAt(prevIndex) !== prevTerm) {",
        replacement: "if (prevIndex > log.last) {",
      },
    ],
    checker: "committedLog",
    seeds: 50,
    knobs: LAGGARDS,
  },
  {
    name: "a leader does not open its term with an entry",
    edits: [
      {
        file: "packages/raft/src/roles.ts",
        text: '  else appendOwn(state, "empty", NO_PAYLOAD);\n',
        replacement: "",
      },
    ],
    checker: "progress",
    seeds: 3,
    knobs: {
      ...LAGGARDS,
      operations: {
        read: 1,
        staleRead: 0,
        put: 0,
        compareAndSet: 0,
        delete: 0,
      },
    },
  },
  {
    name: "the hint of a refusal is taken for a match",
    edits: [
      {
        file: "packages/raft/src/replication.ts",
        text: "  progress.becomeProbe(Math.max(progress.match, Math.min(agreed, index - 1)) + 1);",
        replacement:
          "  progress.match = Math.max(progress.match, Math.min(hintIndex, index - 1));\n" +
          "  progress.becomeProbe(progress.match + 1);",
      },
    ],
    checker: "durableQuorum",
    seeds: 20,
    knobs: LAGGARDS,
  },
  {
    name: "a follower that missed what was committed last is not told again",
    edits: [
      {
        file: "packages/raft/src/leading.ts",
        text: "const isBehind = progress.match < state.log.last || progress.committed < state.committed;",
        replacement: "const isBehind = progress.match < state.log.last;",
      },
    ],
    checker: "convergence",
    seeds: 40,
    knobs: { ...LAGGARDS, members: 5, network: { ...FAR_APART, lostPerMille: 50 } },
  },
  {
    name: "entries are applied twice after a restart",
    edits: [
      {
        file: "packages/server/src/node/group.ts",
        text: "const from = this.machine.applied + 1;\n    if (from > this.#committed.index ||",
        replacement:
          "const from = Math.max(1, this.machine.applied + (this.#timerAt === Infinity ? 0 : 1));\n" +
          "    if (from > this.#committed.index ||",
      },
    ],
    checker: "sameState",
    seeds: 3,
    knobs: LAGGARDS,
  },
];
