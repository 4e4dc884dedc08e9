import { FAR_APART, PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

const RPC = "packages/server/src/rpc";

/** An operator exchanges members all the time, and nothing else is asked for. */
const OPERATED = {
  ...troubles({ replaceMember: 4, isolate: 2, pause: 1 }),
  ...{ troubleMicroseconds: 400_000, troubleLastsMicroseconds: 600_000 },
  ...{ clients: 1, network: FAR_APART },
  keyspace: { ...PLAIN, isOperated: true, streams: 0, holders: 0, sessions: 0 },
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
    name: "a leader that is yet to apply an addition says that there is no such member",
    edits: [
      {
        file: `${RPC}/membership-keeper.ts`,
        text: " && status.applied === status.committed;",
        replacement: ";",
      },
    ],
    checker: "assertion",
    seeds: 20,
    knobs: { ...OPERATED, applyDelayMicroseconds: 300_000 },
  },
];
