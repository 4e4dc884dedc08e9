import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmType, type ErrorName } from "@keyval/api";
import { healthRoutes, type HealthSource } from "./health.js";
import { ask } from "./http.test-helper.js";
import { Router } from "./router.js";

interface State {
  waitsFor?: string;
  hasLeader?: boolean;
  isLearner?: boolean;
  alarms?: readonly AlarmType[];
  unconfirmed?: ErrorName;
}

/** What a member in this state answers, with what it counted. */
async function asked(
  path: string,
  state: State = {},
): Promise<{ status: number | undefined; text: string; counted: string[] }> {
  const counted: string[] = [];
  const source: HealthSource = {
    waitsFor: () => state.waitsFor,
    hasLeader: () => state.hasLeader ?? true,
    isLearner: () => state.isLearner ?? false,
    alarms: () => state.alarms ?? [],
    confirm: (done) => {
      setImmediate(done, state.unconfirmed);
    },
  };
  const meter = {
    asked: (isHealthy: boolean) => void counted.push(String(isHealthy)),
    checked: (page: string, name: string, isGood: boolean) => void counted.push(`${page} ${name} ${String(isGood)}`),
  };
  const failed = (bug: unknown): void => {
    throw bug;
  };
  const { status, text } = await ask(new Router({ routes: healthRoutes(source, meter), failed }), { path });
  return { status, text, counted };
}

const healthy = '{"health":"true","reason":""}';
const because = (reason: string): string => `{"health":"false","reason":"${reason}"}`;

void describe("/health", () => {
  const cases: readonly (readonly [what: string, path: string, state: State, status: number, text: string])[] = [
    ["a member that serves", "/health", {}, 200, healthy],
    ["no leader", "/health", { hasLeader: false }, 503, because("RAFT NO LEADER")],
    ["no leader, of this member alone", "/health?serializable=true", { hasLeader: false }, 200, healthy],
    ["no space", "/health", { alarms: [AlarmType.NOSPACE] }, 503, because("ALARM NOSPACE")],
    ["no space, which does not count", "/health?exclude=NOSPACE", { alarms: [AlarmType.NOSPACE] }, 200, healthy],
    [
      "two alarms, one of which does not count",
      "/health?exclude=NOSPACE",
      { alarms: [AlarmType.NOSPACE, AlarmType.CORRUPT] },
      503,
      because("ALARM CORRUPT"),
    ],
    [
      "a read that fails",
      "/health",
      { unconfirmed: "leaderChanged" },
      503,
      because("RANGE ERROR:etcdserver: leader changed"),
    ],
    [
      "a start",
      "/health?serializable=true",
      { waitsFor: "it waits for a leader" },
      503,
      because("RANGE ERROR:this member is not ready: it waits for a leader"),
    ],
  ];
  for (const [what, path, state, status, text] of cases) {
    it(what, async () => {
      assert.deepEqual(await asked(path, state), { status, text, counted: [String(status === 200)] });
    });
  }
});

void describe("/livez and /readyz", () => {
  it("say ok, and what they looked at to whoever wants to hear it", async () => {
    assert.equal((await asked("/readyz")).text, "ok\n");
    assert.equal((await asked("/livez?verbose")).text, "[+]serializable_read ok\nok\n");
    const lines = (await asked("/readyz?verbose")).text.split("\n");
    const names = ["data_corruption", "serializable_read", "linearizable_read", "non_learner"];
    assert.deepEqual(lines, [...names.map((name) => `[+]${name} ok`), "ok", ""]);
  });

  it("say all that is wrong, asked or not", async () => {
    const { status, text } = await asked("/readyz", { alarms: [AlarmType.CORRUPT], unconfirmed: "leaderChanged" });
    assert.equal(status, 503);
    assert.match(text, /^\[-\]data_corruption failed: alarm activated: CORRUPT$/mu);
    assert.match(text, /^\[-\]linearizable_read failed: etcdserver: leader changed$/mu);
    assert.match(text, /^\[\+\]serializable_read ok$/mu);
  });

  it("leave out what is excluded, and nothing for names that do not exist", async () => {
    const state = { unconfirmed: "noLeader", isLearner: true } as const;
    const { status, text } = await asked("/readyz?exclude=linearizable_read&exclude=non_learner&exclude=x", state);
    assert.deepEqual([status, text], [200, "ok\n"]);
  });

  it("have a page for each check", async () => {
    assert.equal((await asked("/readyz/non_learner", { isLearner: true })).status, 503);
    assert.equal(
      (await asked("/readyz/data_corruption?verbose", { isLearner: true })).text,
      "[+]data_corruption ok\nok\n",
    );
    assert.equal((await asked("/livez/linearizable_read")).status, 404);
  });

  it("tell a member that starts from one that is dead", async () => {
    const state = { waitsFor: "it has applied 1 of 9 entries of its log" };
    assert.equal((await asked("/livez", state)).status, 200);
    const { status, text } = await asked("/readyz", state);
    assert.equal(status, 503);
    assert.match(text, /^\[-\]serializable_read failed: this member is not ready: it has applied 1 of 9 entries/mu);
  });

  it("are counted by check and result", async () => {
    const { counted } = await asked("/readyz?exclude=linearizable_read", { isLearner: true });
    assert.deepEqual(counted, [
      "readyz data_corruption true",
      "readyz serializable_read true",
      "readyz non_learner false",
    ]);
  });
});
