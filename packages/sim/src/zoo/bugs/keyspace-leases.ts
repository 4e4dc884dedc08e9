import { FAR_APART, PLAIN, troubles, type ZooBug } from "../zoo-bug.js";

/** Leases are taken, kept and left to run out, while leaders come and go. */
const HELD = {
  ...troubles({ isolate: 2, transfer: 2, crash: 1 }),
  troubleMicroseconds: 1_000_000,
  troubleLastsMicroseconds: 500_000,
  restartMicroseconds: 300_000,
  driftPpmMost: 0,
  clients: 2,
  keyspace: {
    ...PLAIN,
    keys: 6,
    requests: { put: 4, delete: 1, txn: 1, range: 2, compact: 0, look: 0 },
    streams: 0,
    holders: 6,
    sessions: 0,
    ttlMost: 3,
    submitTimeoutMs: 6_000,
    quotaBytes: 2 ** 40,
  },
};

const CALM = { ...HELD, ...troubles({ wallJump: 1 }) };

/** Bugs in leases and their time. */
export const keyspaceLeaseBugs: readonly ZooBug[] = [
  {
    name: "an expiry does not look whether the lease was renewed before it",
    edits: [
      {
        file: "packages/statemachine/src/leases/leases.ts",
        text: "    return lease !== undefined && lease.deadline <= time;",
        replacement: "    return lease !== undefined && time >= 0;",
      },
    ],
    checker: "keyLeases",
    seeds: 40,
    knobs: { ...HELD, network: FAR_APART, keyspace: { ...HELD.keyspace, holders: 12 } },
  },
  {
    name: "a new leader counts lease time from when it was started",
    edits: [
      {
        file: "packages/statemachine/src/leases/lease-clock.ts",
        text: "    this.#startedAt = now;",
        replacement: "    this.#startedAt = Math.min(now, 0);",
      },
    ],
    checker: "keyLeases",
    seeds: 5,
    knobs: HELD,
  },
  {
    name: "a renewal starts no new time",
    edits: [
      {
        file: "packages/statemachine/src/leases/leases.ts",
        text: "deadline: this.#time + lease.ttl * 1000 };",
        replacement: "deadline: lease.deadline };",
      },
    ],
    checker: "keyLeases",
    seeds: 5,
    knobs: CALM,
  },
  {
    name: "a renewal is answered before it is committed",
    edits: [
      {
        file: "packages/statemachine/src/leases/lease-keeper.ts",
        text: '.take().map((ids) => ({ kind: "leaseRenew", ids, time }));',
        replacement:
          ".take().map((ids) => {\n" +
          "      this.#renewals.settle(ids, ids.map((id) => this.#leases.get(id)?.ttl ?? 0));\n" +
          '      return { kind: "leaseRenew", ids, time };\n' +
          "    });",
      },
    ],
    checker: "keyLeases",
    seeds: 5,
    knobs: CALM,
  },
  {
    name: "nobody tells lease time while nothing else does",
    edits: [
      {
        file: "packages/statemachine/src/leases/lease-keeper.ts",
        text: "    if (commands.length === 0 && this.#isTimeToTell(time)) {",
        replacement: "    if (commands.length < 0 && this.#isTimeToTell(time)) {",
      },
    ],
    checker: "keyLeases",
    seeds: 20,
    knobs: { ...CALM, keyspace: { ...CALM.keyspace, holders: 2, ttlMost: 6 } },
  },
  {
    name: "leases that are over are not noticed",
    edits: [
      {
        file: "packages/statemachine/src/leases/lease-keeper.ts",
        text: "this.#expiry === undefined ? this.#leases.dueAt(time) : [];",
        replacement: "this.#expiry === undefined ? this.#leases.dueAt(0) : [];",
      },
    ],
    checker: "keyLeases",
    seeds: 5,
    knobs: CALM,
  },
  {
    name: "a lease keeps the key that a put took from it",
    edits: [
      {
        file: "packages/statemachine/src/keyspace/keyspace.ts",
        text: "    if (lease !== 0) this.#attachments.detach(lease, key);",
        replacement: "    if (lease < 0) this.#attachments.detach(lease, key);",
      },
    ],
    checker: "keyLeases",
    seeds: 10,
    knobs: { ...CALM, keyspace: { ...CALM.keyspace, ttlMost: 6 } },
  },
  {
    // The next leader would take it, as it takes what clients ask for: its term is all that tells them apart.
    name: "an expiry that a deposed leader sends on counts under the next term",
    edits: [
      {
        file: "packages/server/src/rpc/member-work.ts",
        text: 'import { bareHeader, type Id } from "@keyval/api";',
        replacement: 'import { bareHeader, CommandKind, type Id } from "@keyval/api";',
      },
      {
        file: "packages/server/src/rpc/member-work.ts",
        text: "        this.submissions.submitAsLeader(bareHeader(kind), body, done);",
        replacement:
          "        if (kind === CommandKind.leaseExpire) this.submissions.submit(bareHeader(kind), body, done);\n" +
          "        else this.submissions.submitAsLeader(bareHeader(kind), body, done);",
      },
      {
        file: "packages/statemachine/src/leases/leases.ts",
        text: "    if (decidedIn !== term) return [];",
        replacement: "    if (decidedIn > term) return [];",
      },
    ],
    checker: "keyLeases",
    seeds: 20,
    knobs: HELD,
  },
  {
    name: "a restarted member does not know which keys its leases have",
    edits: [
      {
        file: "packages/statemachine/src/keyspace/keyspace.ts",
        text: "    if (lease !== 0) this.#attachments.attach(lease, key);\n  }\n",
        replacement: "    if (lease < 0) this.#attachments.attach(lease, key);\n  }\n",
      },
    ],
    checker: "keyLeases",
    seeds: 30,
    knobs: { ...HELD, ...troubles({ crash: 1 }), snapshotEvery: 20, keyspace: { ...HELD.keyspace, ttlMost: 6 } },
  },
];
