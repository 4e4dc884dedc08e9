import { FAR_APART, PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

const RPC = "packages/server/src/rpc";

/** An operator exchanges members all the time, and nothing else is asked for. */
const OPERATED = {
  ...troubles({ replaceMember: 4, isolate: 2, pause: 1 }),
  ...{ troubleMicroseconds: 400_000, troubleLastsMicroseconds: 600_000 },
  ...{ clients: 1, network: FAR_APART },
  keyspace: { ...PLAIN, isOperated: true, streams: 0, holders: 0, sessions: 0 },
};

/** A single member is exchanged for another one, and whoever leads falls now and then. */
const ALONE = {
  ...troubles({ crash: 6, powerLoss: 3, transfer: 2, replaceMember: 2, slowDisk: 3 }),
  ...{ troubleMicroseconds: 100_000, troubleLastsMicroseconds: 300_000, restartMicroseconds: 300_000 },
  ...{ members: 1, clients: 1 },
  keyspace: OPERATED.keyspace,
};

/** Bugs in the list of members, and in how the consensus follows it. */
export const memberListBugs: readonly ZooBug[] = [
  {
    name: "members are listed as one of them has them, without the leader's word",
    edits: [
      {
        file: `${RPC}/cluster.ts`,
        text: "    if (!linearizable) {\n",
        replacement: "    if (!linearizable || true) {\n",
      },
    ],
    checker: "members",
    seeds: 20,
    knobs: OPERATED,
  },
  {
    name: "an addition is answered before it is committed",
    edits: [
      {
        file: `${RPC}/cluster.ts`,
        text: "    this.#submit(CommandKind.memberAdd, body, caller, (answer) => {\n",
        replacement:
          '    const added = { ID, name: "", peerURLs: urls, clientURLs: [], isLearner };\n' +
          "    reply({ header: this.#header(), member: added, members: [...this.#members(), added] });\n" +
          "    this.#submit(CommandKind.memberAdd, body, caller, (answer) => {\n",
      },
    ],
    checker: "members",
    seeds: 5,
    knobs: OPERATED,
  },
  {
    name: "an update of its URLs makes a voter of a learner",
    edits: [
      {
        file: "packages/statemachine/src/members/members.ts",
        text: "this.#members.set(id, { ...member, peerURLs });",
        replacement: "this.#members.set(id, { ...member, peerURLs, isLearner: false });",
      },
    ],
    checker: "members",
    seeds: 10,
    knobs: OPERATED,
  },
  {
    name: "whoever was removed from the list keeps its replica",
    edits: [
      {
        file: `${RPC}/membership-keeper.ts`,
        text: '      ...hosts.filter(isRemoved).map(({ id }): Change => ({ kind: "remove", id })),\n',
        replacement: "",
      },
    ],
    checker: "convergence",
    seeds: 5,
    knobs: OPERATED,
  },
  {
    name: "a member that was removed leaves while the others need its vote to do without it",
    edits: [
      {
        file: `${RPC}/membership-keeper.ts`,
        text: "return this.isRemoved && isOut && configurationIndex <= committed && role",
        replacement: "return this.isRemoved && role",
      },
    ],
    checker: "progress",
    seeds: 20,
    knobs: ALONE,
  },
];
