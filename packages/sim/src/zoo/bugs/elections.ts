import { operations, troubles, type ZooBug } from "../zoo-bug.js";

/** Voters come back at once, while the candidate still asks. */
const QUICK_RESTARTS = {
  ...troubles({ crash: 6, powerLoss: 4, breakConnection: 2 }),
  troubleMicroseconds: 100_000,
  troubleLastsMicroseconds: 30_000,
  restartMicroseconds: 30_000,
  restMicroseconds: 60_000,
};

/** A candidate's log may lack what is acknowledged: some members miss much. */
const SPLITS = {
  ...troubles({ partition: 3, pause: 3, crash: 2, oneWayCut: 2 }),
  troubleMicroseconds: 200_000,
  troubleLastsMicroseconds: 500_000,
  restartMicroseconds: 500_000,
};

/** Bugs in how leaders are elected. */
export const electionBugs: readonly ZooBug[] = [
  {
    name: "a vote is not written down",
    edits: [
      {
        file: "packages/raft/src/outbox.ts",
        text: "{ term, vote, commit: committed }",
        replacement: "{ term, vote: 0, commit: committed }",
      },
    ],
    checker: "durableWords",
    seeds: 3,
    knobs: { ...QUICK_RESTARTS, preVote: false, members: 5, lease: 0 },
  },
  {
    name: "one vote less than a majority is enough",
    edits: [
      {
        file: "packages/raft/src/quorum.ts",
        text: '  if (granted >= majority) return "won";',
        replacement: '  if (granted >= majority - 1) return "won";',
      },
    ],
    checker: "oneLeaderPerTerm",
    seeds: 20,
    knobs: { ...SPLITS, preVote: false, members: 5, lease: 0 },
  },
  {
    name: "two votes in one term",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: "return state.vote === from || (state.vote === NOBODY && state.leader === NOBODY);",
        replacement: "return true;",
      },
    ],
    checker: "oneLeaderPerTerm",
    seeds: 10,
    knobs: { ...QUICK_RESTARTS, preVote: false, lease: 0 },
  },
  {
    name: "a vote is sent before it is durable",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: '  sendOnceDurable(state, { kind: "voteReply", from: state.id, to: from, term: answerTerm, pre, granted });',
        replacement: '  send(state, { kind: "voteReply", from: state.id, to: from, term: answerTerm, pre, granted });',
      },
    ],
    checker: "durableWords",
    seeds: 3,
    knobs: {
      ...QUICK_RESTARTS,
      ...troubles({ powerLoss: 6, slowDisk: 3 }),
      preVote: false,
      members: 5,
      lease: 0,
    },
  },
  {
    name: "votes are asked for before the candidate's own is durable",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: "    if (pre) send(state, request);\n    else sendOnceDurable(state, request);\n",
        replacement: "    send(state, request);\n",
      },
    ],
    checker: "durableWords",
    seeds: 3,
    knobs: {
      ...QUICK_RESTARTS,
      ...troubles({ powerLoss: 6, slowDisk: 3 }),
      preVote: false,
      lease: 0,
    },
  },
  {
    name: "a candidate is elected whose log lacks what is committed",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: "return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.last);",
        replacement: "return lastTerm >= log.lastTerm;",
      },
    ],
    checker: "durability",
    seeds: 10,
    knobs: SPLITS,
  },
  {
    name: "a PreVote ignores that the leader is well",
    edits: [
      {
        file: "packages/raft/src/election.ts",
        text: "if (!transfer && (isLeaderInOffice(state) || isBoundByLease(state))) return;",
        replacement: "if (!transfer && !pre && (isLeaderInOffice(state) || isBoundByLease(state))) return;",
      },
      {
        file: "packages/raft/src/election.ts",
        text: 'result === "won" && candidacy.pre) stand(state, false);',
        replacement: 'result === "won" && candidacy.pre) stand(state, true);',
      },
    ],
    checker: "quiet",
    seeds: 60,
    knobs: {
      ...operations({ read: 1, put: 1 }),
      ...troubles({ crash: 1 }),
      preVote: true,
      lease: 0,
      quiesceAfter: 0,
      members: 5,
      network: {
        latency: { least: 200, spread: 500, slowPerMille: 5, slowMost: 10_000 },
        bytesPerMillisecond: 100_000,
        lostPerMille: 150,
        twicePerMille: 0,
        overtakingPerMille: 0,
        redialMicroseconds: 10_000,
      },
    },
  },
];
