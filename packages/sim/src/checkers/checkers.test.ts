import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initialConfiguration, type Message, type Status } from "@keyval/raft";
import { bytesOf } from "../keyspace/bytes-of.js";
import { RunBuilder } from "../keyspace/run-builder.test-helper.js";
import type { KeyOperation } from "../world/client.js";
import { LogMirror } from "../world/log-mirror.js";
import type { Process } from "../world/process.js";
import { CHECKER_NAMES, type Checker, type CheckerName, type Ending } from "./checker.js";
import { CHECKERS } from "./index.js";
import { linearizability } from "./linearizability.js";

const hosts = [1, 2, 3].map((id) => ({ id, member: `m${id}`, incarnation: "" }));

const FOLLOWER: Status = {
  id: 1,
  role: "follower",
  term: 1,
  leader: 0,
  asleep: false,
  vote: 0,
  committed: 0,
  applied: 0,
  persisted: 0,
  lastIndex: 0,
  lastTerm: 0,
  base: 0,
  snapshotIndex: 0,
  configuration: initialConfiguration(hosts),
  configurationIndex: 0,
  progress: [],
};

/** As much of a process as checkers look at. `terms` are those of the entries from 1 on. */
class Actor {
  readonly process: Process;
  readonly #process: { view: Status | undefined; group: object | undefined; machine: { applied: number } };
  readonly mirror = new LogMirror();
  terms: number[] = [];

  constructor(replica: number) {
    const member = `m${replica}`;
    this.#process = { view: undefined, group: undefined, machine: { applied: 0 } };
    Object.assign(this.#process, { replica, member, mirror: this.mirror });
    this.process = this.#process as unknown as Process;
    this.restart();
    this.is({ id: replica });
  }

  is(status: Partial<Status>): this {
    this.#process.view = { ...(this.#process.view ?? FOLLOWER), ...status };
    return this;
  }

  restart(): this {
    const status = (): Status | undefined => this.#process.view;
    this.#process.group = {
      termAt: (index: number) => this.terms[index - 1],
      get status() {
        return status();
      },
    };
    return this;
  }

  applies(applied: number): this {
    this.#process.machine.applied = applied;
    return this;
  }

  /** This stands on its disk. */
  votes(term: number, vote: number): void {
    this.mirror.hardState = { term, vote, commit: 0 };
  }

  /** These terms stand in its log, and on its disk. */
  stores(...terms: number[]): this {
    this.terms = terms;
    const runs = terms.flatMap((term, i) => (term === terms[i - 1] ? [] : [{ first: i + 1, term }]));
    const log = { base: 0, baseTerm: 0, last: terms.length, terms: runs, configurations: [] };
    const snapshot = { index: 0, term: 0, configuration: FOLLOWER.configuration };
    this.mirror.found({
      group: 1,
      replica: 1,
      hardState: { term: terms.at(-1) ?? 0, vote: 0, commit: 0 },
      snapshot,
      log,
    });
    return this.is({ lastIndex: terms.length });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

class Trial {
  now = 0;
  readonly sentences: string[] = [];
  readonly actors = [1, 2, 3].map((replica) => new Actor(replica));
  readonly checker: Checker;

  constructor(name: CheckerName) {
    this.checker = CHECKERS[name]({
      now: () => this.now,
      processes: () => this.actors.map(({ process }) => process),
      violated: (sentence) => this.sentences.push(sentence),
      happened: () => undefined,
    });
  }

  actor(replica: number): Actor {
    const actor = this.actors[replica - 1];
    assert.ok(actor !== undefined);
    return actor;
  }

  step(replica: number, status: Partial<Status> = {}): void {
    this.checker.stepped?.(this.actor(replica).is(status).process);
  }

  sends(replica: number, message: DistributiveOmit<Message, "from">): void {
    const sent = { ...message, from: replica } as Message;
    this.checker.sent?.(this.actor(replica).process, [{ kind: "raft", group: 1, message: sent }]);
  }

  written(revision: number): void {
    this.checker.recorded?.({ ...operation(0), output: { type: "changed", revision } });
  }
}

function operation(client: number, returned = 1): KeyOperation {
  return { client, key: "1", call: 0, return: returned, input: { type: "put", value: "1" }, output: undefined };
}

const ending = (parts: Partial<Ending> = {}): Ending => ({
  now: 20_000_000,
  calmSince: 10_000_000,
  answers: [3],
  operations: [],
  replay: () => undefined,
  elections: 1,
  mayDisturb: false,
  endedByDisks: 1,
  ...parts,
});

/** In the end, clients of a key space were told this. */
const rested =
  (write: (run: RunBuilder) => void) =>
  ({ checker }: Trial): void => {
    const run = new RunBuilder();
    run.register(1);
    write(run);
    checker.rested?.(ending({ replay: () => run.replay() }));
  };

const COMMAND = { session: 1, number: 1, acknowledged: 1 };

const stale = (process: Process, parts: object): Parameters<Required<Checker>["readStale"]>[0] => ({
  client: 1,
  process,
  key: 1,
  value: 7,
  version: 1,
  revision: 5,
  applied: 5,
  ...parts,
});

/** For each checker: what it lets pass, and what comes on top that it must not. */
const TRIALS: Readonly<Record<CheckerName, readonly (readonly [(trial: Trial) => void, (trial: Trial) => void])[]>> = {
  oneLeaderPerTerm: [
    [
      (trial) => {
        trial.step(1, { role: "leader", term: 2 });
        trial.step(2, { role: "leader", term: 3 });
      },
      (trial) => trial.step(3, { role: "leader", term: 3 }),
    ],
  ],
  nothingFalls: [
    [(trial) => trial.step(1, { term: 4 }), (trial) => trial.step(1, { term: 3 })],
    [(trial) => trial.step(1, { committed: 4 }), (trial) => trial.step(1, { committed: 3 })],
    [
      (trial) => {
        trial.actor(1).stores(4);
        trial.step(1, { term: 5, committed: 3 });
        trial.actor(1).restart();
        trial.step(1, { term: 4, committed: 0 });
        trial.actor(1).restart();
      },
      (trial) => trial.step(1, { term: 3 }),
    ],
  ],
  committedLog: [
    [
      (trial) => {
        trial.actor(1).stores(1, 1, 2);
        trial.actor(2).stores(1, 1, 3);
        trial.step(1, { committed: 3 });
        trial.step(2, { committed: 2 });
      },
      (trial) => trial.step(2, { committed: 3 }),
    ],
    [(trial) => trial.step(1), (trial) => trial.step(2, { configuration: initialConfiguration(hosts.slice(1)) })],
  ],
  configurationChanges: [
    [
      (trial) => {
        trial.actor(1).stores(1, 2, 2, 2);
        trial.step(1, { role: "leader", term: 2, committed: 1, configurationIndex: 1 });
        trial.step(1, { committed: 3, configurationIndex: 4 });
        trial.step(1, { term: 3, committed: 4, configurationIndex: 4 });
      },
      (trial) => trial.step(1, { configurationIndex: 5 }),
    ],
    [
      (trial) => {
        trial.actor(1).stores(2, 2, 2, 2);
        trial.step(1, { role: "leader", term: 2, committed: 2, configurationIndex: 1 });
        trial.step(1, { configurationIndex: 3 });
      },
      (trial) => trial.step(1, { configurationIndex: 4 }),
    ],
  ],
  durableQuorum: [
    [
      (trial) => {
        trial.actor(1).stores(1, 1, 1);
        trial.actor(2).stores(1, 1);
        trial.step(1, { role: "leader" });
        trial.step(1, { committed: 2 });
      },
      (trial) => trial.step(1, { committed: 3 }),
    ],
    [
      (trial) => {
        trial.actor(1).stores(1, 2);
        trial.actor(2).stores(1, 2);
        trial.step(1, { role: "leader", term: 2, committed: 0 });
        trial.step(1, { committed: 2 });
      },
      (trial) => {
        trial.step(1, { term: 3, committed: 0 });
        trial.step(1, { committed: 2 });
      },
    ],
    [
      (trial) => {
        trial.actor(1).stores(1, 1);
        trial.actor(2).stores(1, 1);
        trial.step(1, { role: "leader", configuration: { ...FOLLOWER.configuration, outgoing: [1, 2] } });
        trial.step(1, { committed: 1 });
      },
      (trial) => trial.step(1, { committed: 2, configuration: { ...FOLLOWER.configuration, outgoing: [1, 4, 5] } }),
    ],
  ],
  durableWords: [
    [
      (trial) => {
        trial.actor(1).votes(2, 3);
        trial.sends(1, { kind: "voteReply", to: 3, term: 2, pre: false, granted: true });
        trial.sends(1, { kind: "voteReply", to: 2, term: 2, pre: false, granted: false });
        trial.sends(1, { kind: "voteReply", to: 2, term: 1, pre: false, granted: true });
      },
      (trial) => trial.sends(1, { kind: "voteReply", to: 2, term: 2, pre: false, granted: true }),
    ],
    [
      (trial) => {
        trial.actor(1).votes(2, 1);
        trial.sends(1, { kind: "voteRequest", to: 2, term: 2, pre: false, transfer: false, lastIndex: 0, lastTerm: 0 });
      },
      (trial) =>
        trial.sends(1, { kind: "voteRequest", to: 2, term: 3, pre: false, transfer: false, lastIndex: 0, lastTerm: 0 }),
    ],
    [
      (trial) => {
        trial.actor(1).votes(1, 2);
        trial.actor(1).stores(1, 1);
        trial.sends(1, { kind: "appendReply", to: 2, term: 1, accepted: true, index: 2, hintIndex: 0, hintTerm: 0 });
      },
      (trial) =>
        trial.sends(1, { kind: "appendReply", to: 2, term: 1, accepted: true, index: 3, hintIndex: 0, hintTerm: 0 }),
    ],
    [
      (trial) => {
        trial.actor(1).votes(1, 2);
        trial.sends(1, { kind: "heartbeatReply", to: 2, term: 1, round: 1, promise: 0, committed: 0 });
      },
      (trial) => trial.sends(1, { kind: "heartbeatReply", to: 2, term: 2, round: 1, promise: 0, committed: 0 }),
    ],
  ],
  sameState: [
    [
      (trial) => {
        trial.checker.readStale?.(stale(trial.actor(1).process, {}));
        trial.checker.readStale?.(stale(trial.actor(2).process, { applied: 6 }));
      },
      (trial) => trial.checker.readStale?.(stale(trial.actor(3).process, { value: 8 })),
    ],
    [() => undefined, (trial) => trial.checker.readStale?.(stale(trial.actor(1).process, { applied: 4 }))],
    [
      (trial) => {
        trial.checker.readStale?.(stale(trial.actor(1).process, { applied: 9 }));
        trial.checker.readStale?.(stale(trial.actor(1).process, { client: 2 }));
      },
      (trial) => trial.checker.readStale?.(stale(trial.actor(1).process, { applied: 8 })),
    ],
    [
      ({ checker }) => {
        checker.reached?.("m1", 5, 100);
        checker.reached?.("m2", 5, 100);
      },
      ({ checker }) => checker.reached?.("m3", 5, 101),
    ],
  ],
  durability: [
    [
      (trial) => {
        trial.actor(1).stores(1, 1);
        trial.step(1, { role: "leader", committed: 2 });
        trial.written(2);
        trial.actor(2).stores(1, 1, 2);
        trial.step(2, { role: "leader", term: 2 });
        trial.actor(3).stores(1);
      },
      (trial) => trial.step(3, { role: "leader", term: 3 }),
    ],
    [
      (trial) => {
        trial.actor(1).stores(1, 1);
        trial.step(1, { role: "leader", committed: 2 });
        trial.written(2);
        trial.actor(3).stores(1, 2);
      },
      (trial) => trial.step(3, { role: "leader", term: 3 }),
    ],
    [
      (trial) => {
        trial.actor(1).stores(1, 1, 4);
        trial.step(1, { role: "leader", term: 4, committed: 3 });
        trial.written(3);
        trial.actor(2).stores(1, 1);
        trial.step(2, { role: "leader", term: 3 });
      },
      (trial) => trial.step(2, { role: "leader", term: 5 }),
    ],
    [
      (trial) => {
        trial.written(2);
        trial.actor(1).is({ role: "leader" }).applies(2);
        trial.checker.rested?.(ending());
        trial.actor(1).applies(1);
      },
      ({ checker }) => checker.rested?.(ending()),
    ],
  ],
  leases: [
    [
      (trial) => {
        trial.step(1, { role: "leader", term: 2 });
        trial.now = 10;
        trial.step(2, { role: "leader", term: 3 });
        trial.checker.readByLease?.({ member: "m1", term: 2, judgedAt: 10 });
        trial.checker.readByLease?.({ member: "m2", term: 3, judgedAt: 20 });
      },
      (trial) => trial.checker.readByLease?.({ member: "m1", term: 2, judgedAt: 11 }),
    ],
    [
      (trial) => {
        trial.sends(2, { kind: "heartbeat", to: 1, term: 1, round: 1, lease: 100 });
        trial.now = 50_000;
        trial.sends(1, { kind: "heartbeatReply", to: 2, term: 1, round: 1, promise: 100, committed: 0 });
        trial.sends(1, { kind: "voteReply", to: 3, term: 2, pre: true, granted: true });
        trial.now = 90_000;
        trial.sends(1, { kind: "voteReply", to: 3, term: 2, pre: false, granted: false });
        trial.sends(2, { kind: "voteReply", to: 3, term: 2, pre: false, granted: true });
        trial.sends(3, { kind: "voteRequest", to: 1, term: 3, pre: false, transfer: true, lastIndex: 0, lastTerm: 0 });
        trial.sends(1, { kind: "voteReply", to: 3, term: 3, pre: false, granted: true });
        trial.now = 100_000;
        trial.sends(1, { kind: "voteReply", to: 3, term: 4, pre: false, granted: true });
        trial.now = 90_000;
      },
      (trial) => trial.sends(1, { kind: "voteReply", to: 3, term: 4, pre: true, granted: true }),
    ],
  ],
  linearizability: [
    [
      ({ checker }) => checker.rested?.(ending({ operations: [operation(1, Infinity)] })),
      ({ checker }) => {
        const output = { type: "read", value: "9", modRevision: 3, version: 1 } as const;
        checker.rested?.(ending({ operations: [{ ...operation(1), input: { type: "read" }, output }] }));
      },
    ],
  ],
  progress: [
    [
      ({ checker }) => checker.recovered?.(ending({ answers: [3, 4] })),
      ({ checker }) => checker.recovered?.(ending({ answers: [3, 2] })),
    ],
  ],
  convergence: [
    [
      (trial) => {
        for (const actor of trial.actors) actor.stores(1, 1).applies(2);
        trial.actor(2).is({ role: "leader" });
        trial.checker.rested?.(ending());
        trial.actor(3).applies(1);
      },
      ({ checker }) => checker.rested?.(ending()),
    ],
    [() => undefined, ({ checker }) => checker.rested?.(ending())],
  ],
  quiet: [
    [
      ({ checker }) => {
        checker.calmed?.(ending({ elections: 3 }));
        checker.rested?.(ending({ elections: 3 }));
        checker.rested?.(ending({ elections: 4, mayDisturb: true }));
        checker.rested?.(ending({ elections: 4, endedByDisks: 2 }));
      },
      ({ checker }) => {
        checker.calmed?.(ending({ elections: 3 }));
        checker.rested?.(ending({ elections: 4 }));
      },
    ],
  ],
  assertion: [[() => undefined, (trial) => trial.checker.ended?.(trial.actor(1).process, new Error("a bug"))]],
  sessions: [
    [
      rested((run) => run.put("a", "1", 2, { command: COMMAND })),
      rested((run) => {
        run.put("a", "1", 2, { command: COMMAND });
        run.put("a", "1", 3, { command: COMMAND });
      }),
    ],
  ],
  keyLeases: [[rested((run) => run.grant(7, 3)), rested((run) => run.keepAlive(7, 3))]],
  watches: [
    [
      rested((run) => run.watch({}, [{ created: true, header: { revision: 1 } }])),
      rested((run) => run.watch({}, [{ events: [{}] }])),
    ],
  ],
  contests: [
    [
      rested((run) => {
        run.grant(7, 60);
        run.put("n/7", "", 2, {}, { lease: 7 });
        run.call("lock", { lease: 7 }, { key: bytesOf("n/7"), header: { revision: 2 } });
      }),
      rested((run) => run.call("lock", { lease: 8 }, { key: bytesOf("n/7"), header: { revision: 2 } })),
    ],
  ],
  members: [
    [
      rested((run) => {
        run.addition(9);
        run.call("memberList", { linearizable: true }, { members: [{ ID: 9 }], header: { revision: 0 } });
      }),
      rested((run) => run.call("memberList", { linearizable: true }, { members: [{ ID: 9 }] })),
    ],
  ],
  revisions: [[rested((run) => run.put("a", "1", 2)), rested((run) => run.put("a", "1", 3))]],
};

describe("each checker speaks when it must, and only then", () => {
  for (const name of CHECKER_NAMES) {
    for (const [number, [right, wrong]] of TRIALS[name].entries()) {
      test(`${name}, ${number + 1}`, () => {
        const trial = new Trial(name);
        right(trial);
        assert.deepEqual(trial.sentences, []);
        wrong(trial);
        assert.equal(trial.sentences.length, 1);
      });
    }
  }
});

test("a history that is too much to decide is counted, not taken for a good one", () => {
  const counted: string[] = [];
  const world = {
    now: () => 0,
    processes: () => [],
    violated: () => assert.fail(),
    happened: (what: string) => void counted.push(what),
  };
  const operations = [1, 2, 3].map((revision): KeyOperation => {
    return { ...operation(revision), output: { type: "changed", revision } };
  });
  linearizability(world, 1).rested?.(ending({ operations }));
  assert.deepEqual(counted, ["history undecided"]);
});
