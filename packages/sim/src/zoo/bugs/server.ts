import { FAR_APART, PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

const NODE = "packages/server/src/node";
const RPC = "packages/server/src/rpc";

/** Leaders come and go, and members that do not lead are asked as often as those that do. */
const BUSY = {
  ...troubles({ isolate: 4, transfer: 3, crash: 1, partition: 2 }),
  troubleMicroseconds: 400_000,
  troubleLastsMicroseconds: 600_000,
  restMicroseconds: 50_000,
  clientTimeoutMicroseconds: 1_000_000,
  clients: 5,
  network: FAR_APART,
  keyspace: { ...PLAIN, keys: 6, readsNow: 0, cacheBytes: 0, holders: 1, sessions: 2, streams: 2 },
};

/** Many hold leases, and live by them. */
const LEASED = { ...BUSY, clients: 2, keyspace: { ...BUSY.keyspace, holders: 6, ttlMost: 2, sessions: 0 } };

/** Streams of watchers over keys that are compacted often. */
const WATCHED = {
  ...BUSY,
  ...{ snapshotEvery: 10, keptEntries: 0 },
  keyspace: {
    ...PLAIN,
    ...{ keys: 6, readsNow: 0, cacheBytes: 0, holders: 0, sessions: 0, streams: 6, progressNotifyMs: 50 },
    requests: { put: 10, delete: 2, txn: 4, range: 1, compact: 2, look: 0 },
  },
};

/** Members have nobody but each other to tell them of a state that is wrong. */
const AUDITED = { ...BUSY, ...troubles({ wallJump: 1 }), keyspace: { ...BUSY.keyspace, audits: true } };

/** They run the next version of the program once they are started again. */
const UPGRADED = {
  ...AUDITED,
  ...troubles({ crash: 1 }),
  keyspace: { ...AUDITED.keyspace, upgrades: true },
};

/** Bugs in what members do for their clients. */
export const serverBugs: readonly ZooBug[] = [
  {
    name: "a read is answered from what the member has, without the leader's word",
    edits: [
      {
        file: `${RPC}/kv.ts`,
        text: "    if (isSerializable) read();\n",
        replacement: "    if (isSerializable || true) read();\n",
      },
    ],
    checker: "revisions",
    seeds: 5,
    knobs: BUSY,
  },
  {
    name: "a read that was refused is answered if somebody leads",
    edits: [
      {
        file: `${NODE}/submissions.ts`,
        text: 'if (outcome.kind === "ready") this.#answer(number, undefined);',
        replacement: 'if (outcome.kind === "ready" || group.leader !== NOBODY) this.#answer(number, undefined);',
      },
    ],
    checker: "revisions",
    seeds: 20,
    knobs: BUSY,
  },
  {
    name: "a transaction is as good as serializable if one of its reads is",
    edits: [{ file: `${RPC}/kv.ts`, text: "ops.every(", replacement: "ops.some(" }],
    checker: "revisions",
    seeds: 20,
    knobs: {
      ...BUSY,
      keyspace: { ...BUSY.keyspace, requests: { put: 5, delete: 1, txn: 20, range: 0, compact: 0, look: 0 } },
    },
  },
  {
    name: "a command whose outcome is unknown is proposed again",
    edits: [
      {
        file: `${NODE}/submissions.ts`,
        text: 'else if (outcome.kind === "unknown") this.#end(number, { error: "timeoutLeaderFailed" });',
        replacement: 'else if (outcome.kind === "unknown") this.#again(submission);',
      },
    ],
    checker: "revisions",
    seeds: 40,
    knobs: BUSY,
  },
  {
    name: "a forwarded command whose outcome is unknown is sent again",
    edits: [
      {
        file: `${NODE}/submissions.ts`,
        text: '    if (answer === "refused") this.#again(submission);',
        replacement: '    if (answer === "refused" || answer === "unknown") this.#again(submission);',
      },
    ],
    checker: "revisions",
    seeds: 40,
    knobs: BUSY,
  },
  {
    name: "a member takes the command of another one's client for its own",
    edits: [
      {
        file: `${NODE}/submissions.ts`,
        text: "    if (origin.run === this.#options.run) this.#end(",
        replacement: "    this.#end(",
      },
    ],
    checker: "revisions",
    seeds: 10,
    knobs: BUSY,
  },
  {
    name: "an answer has the store's revision when the values were there",
    edits: [
      {
        file: `${RPC}/kv.ts`,
        text: "reply(answer instanceof Refusal ? answer : { ...answer, header });",
        replacement: "reply(answer instanceof Refusal ? answer : { ...answer, header: this.#served.header() });",
      },
    ],
    checker: "revisions",
    seeds: 10,
    knobs: BUSY,
  },
  {
    name: "a session's command loses its number",
    edits: [{ file: `${RPC}/served.ts`, text: "user, authRevision, command };", replacement: "user, authRevision };" }],
    checker: "sessions",
    seeds: 10,
    knobs: BUSY,
  },
  {
    name: "what a session remembers is answered with the revision of today",
    edits: [
      {
        file: `${RPC}/submit.ts`,
        text: "result.header?.revision ?? answer.revision",
        replacement: "answer.revision",
      },
    ],
    checker: "sessions",
    seeds: 20,
    knobs: BUSY,
  },
  {
    name: "a deposed leader's lease time is sent on to the next leader",
    edits: [
      {
        file: `${RPC}/member-work.ts`,
        text: "this.submissions.submitAsLeader(bareHeader(kind), body, done);",
        replacement: "this.submissions.submit(bareHeader(kind), body, done);",
      },
    ],
    checker: "keyLeases",
    seeds: 40,
    knobs: LEASED,
  },
  {
    name: "a keep-alive is answered without being renewed",
    edits: [
      {
        file: `${NODE}/lease-desk.ts`,
        text: "    if (keeper?.renew(id, done) === true) this.tend();",
        replacement:
          "    const lease = this.#options.tables().leases.get(id);\n    if (keeper !== undefined) this.#options.later(() => done(lease?.ttl ?? 0));",
      },
    ],
    checker: "keyLeases",
    seeds: 10,
    knobs: LEASED,
  },
  {
    name: "a grant does not carry the time at which it is proposed",
    edits: [
      {
        file: `${NODE}/lease-desk.ts`,
        text: "    if (kind !== CommandKind.leaseGrant && kind !== CommandKind.sessionRegister) return entry;",
        replacement: "    return entry;",
      },
    ],
    checker: "keyLeases",
    seeds: 20,
    knobs: LEASED,
  },
  {
    name: "what runs out is not looked for",
    edits: [
      {
        file: `${NODE}/lease-desk.ts`,
        text: "    if (keeper === undefined) return;\n    for (",
        replacement: "    if (keeper === undefined || this.#options.now() > 0) return;\n    for (",
      },
    ],
    checker: "keyLeases",
    seeds: 10,
    knobs: LEASED,
  },
  {
    name: "a watcher that compaction overtook is not told how far",
    edits: [
      {
        file: `${RPC}/watch.ts`,
        text: "canceled: true, compactRevision, cancelReason });\n        return;",
        replacement: "canceled: true, cancelReason });\n        return;",
      },
    ],
    checker: "watches",
    seeds: 20,
    knobs: WATCHED,
  },
  {
    name: "an event comes without what was there before",
    edits: [
      { file: `${RPC}/watch.ts`, text: "encode(event, event.previous)", replacement: "encode(event, undefined)" },
    ],
    checker: "watches",
    seeds: 5,
    knobs: WATCHED,
  },
  {
    name: "a member hashes what its own version does, whatever the others know",
    edits: [
      {
        file: "packages/statemachine/src/state-machine.ts",
        text: "if (since <= level) hash.add(",
        replacement: "if (since <= this.#build.level) hash.add(",
      },
    ],
    checker: "sameState",
    seeds: 5,
    knobs: UPGRADED,
  },
  {
    name: "what is new is used as soon as one member knows it",
    edits: [
      {
        file: "packages/statemachine/src/members/members.ts",
        text: "Math.min(...levels)",
        replacement: "Math.max(...levels)",
      },
    ],
    checker: "assertion",
    seeds: 5,
    knobs: UPGRADED,
  },
  {
    name: "one flipped value on the leader",
    edits: [flippedWhere('this.#soft.role === "leader"')],
    checker: "assertion",
    seeds: 10,
    knobs: AUDITED,
  },
  {
    name: "one flipped value on a follower",
    edits: [flippedWhere('this.#soft.role === "follower" && this.replica === 1')],
    checker: "assertion",
    seeds: 10,
    knobs: AUDITED,
  },
];

/** The last bit of a command is another one when it is applied, now and then. */
function flippedWhere(condition: string): ZooBug["edits"][number] {
  const payload = "entry.payload.map((byte, i) => (i === entry.payload.length - 1 ? byte ^ 1 : byte))";
  return {
    file: `${NODE}/group.ts`,
    text: "result = this.machine.apply(entry);",
    replacement: `result = this.machine.apply(${condition} && index % 20 === 0 ? { ...entry, payload: ${payload} } : entry);`,
  };
}
