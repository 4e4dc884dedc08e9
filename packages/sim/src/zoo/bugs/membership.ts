import { troubles, type ZooBug } from "../zoo-bug.js";

/** Members come and go all the time. */
const CHURN = {
  ...troubles({ replaceMember: 6, crash: 2, partition: 2, pause: 2 }),
  troubleMicroseconds: 300_000,
  troubleLastsMicroseconds: 600_000,
  restartMicroseconds: 600_000,
  restMicroseconds: 20_000,
};

/** Logs are short, and whoever was away for a moment needs a snapshot. */
const SNAPSHOTS = { snapshotEvery: 5, keptEntries: 0 };

/** Bugs in configurations and snapshots. */
export const membershipBugs: readonly ZooBug[] = [
  {
    name: "a learner is counted in a quorum",
    edits: [
      {
        file: "packages/raft/src/commit.ts",
        text: "const index = quorumReached(leadership.incoming, leadership.outgoing, matchOf);",
        replacement:
          "const matches = [...leadership.progress.values()].map(matchOf).sort((a, b) => b - a);\n" +
          "  const counted = matches[Math.floor(leadership.incoming.length / 2)];\n" +
          "  const index = Math.min(counted, quorumReached([], leadership.outgoing, matchOf));",
      },
    ],
    checker: "durableQuorum",
    seeds: 10,
    knobs: CHURN,
  },
  {
    name: "half of a joint quorum is enough",
    edits: [
      {
        file: "packages/raft/src/quorum.ts",
        text: "return Math.min(majorityReached(incoming, reached), majorityReached(outgoing, reached));",
        replacement: "return majorityReached(incoming, reached);",
      },
    ],
    checker: "durableQuorum",
    seeds: 40,
    knobs: CHURN,
  },
  {
    name: "a configuration is changed before the leader has committed in its term",
    edits: [
      {
        file: "packages/raft/src/membership.ts",
        text: '  if (!state.hasCommittedInTerm) return "nothingCommittedInTerm";\n',
        replacement: "",
      },
    ],
    checker: "configurationChanges",
    seeds: 30,
    knobs: {
      ...CHURN,
      ...troubles({ replaceMember: 4, crash: 2, isolate: 2, slowDisk: 6 }),
      troubleMicroseconds: 100_000,
    },
  },
  {
    name: "a configuration is changed while the last change is under way",
    edits: [
      {
        file: "packages/raft/src/membership.ts",
        text: "  if (state.placed.index > state.committed || isJoint(state.configuration)) return",
        replacement: "  if (isJoint(state.configuration)) return",
      },
    ],
    checker: "configurationChanges",
    seeds: 5,
    knobs: {
      ...CHURN,
      ...troubles({ replaceMember: 4, crash: 1, isolate: 1, slowDisk: 6 }),
      troubleMicroseconds: 100_000,
    },
  },
  {
    name: "a snapshot does not name its own configuration",
    edits: [
      {
        file: "packages/raft/src/snapshots.ts",
        text: "return { index, term, configuration: state.configurationAt(index).configuration };",
        replacement: "return { index, term, configuration: state.snapshot.configuration };",
      },
    ],
    checker: "committedLog",
    seeds: 15,
    knobs: { ...CHURN, ...SNAPSHOTS },
  },
  {
    name: "a snapshot is put over newer state",
    edits: [
      {
        file: "packages/raft/src/snapshots.ts",
        text: "const isHere = snapshot.index <= state.committed || state.log.termAt(snapshot.index) === snapshot.term;",
        replacement: "const isHere = snapshot.index === state.committed;",
      },
      {
        file: "packages/raft/src/snapshots.ts",
        text: "if (state.fetching !== undefined && state.fetching.snapshot.index <= state.committed) stopFetching(state);",
        replacement: "",
      },
      {
        file: "packages/raft/src/snapshots.ts",
        text: "  if (index > state.committed) replaceLog(state, snapshot);\n",
        replacement: "  if (index !== state.committed) replaceLog(state, snapshot);\n",
      },
    ],
    checker: "nothingFalls",
    seeds: 100,
    knobs: {
      ...troubles({ pause: 3, partition: 3, crash: 2, powerLoss: 2 }),
      ...SNAPSHOTS,
      clients: 3,
      restMicroseconds: 20_000,
      troubleMicroseconds: 200_000,
      troubleLastsMicroseconds: 500_000,
      restartMicroseconds: 500_000,
    },
  },
  {
    name: "a member that lost its disk is let back in",
    edits: [
      {
        file: "packages/server/src/node/introductions.ts",
        text: 'else if (expected !== incarnation) this.#answer(done, "wrongIncarnation");',
        replacement: "else if (expected !== incarnation) this.#answer(done, undefined);",
      },
    ],
    checker: "durability",
    seeds: 40,
    knobs: {
      ...troubles({ loseDisk: 5, partition: 3, crash: 2, pause: 2 }),
      troubleMicroseconds: 200_000,
      troubleLastsMicroseconds: 500_000,
      restartMicroseconds: 500_000,
    },
  },
];
