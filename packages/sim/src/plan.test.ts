import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCode } from "./main/exit-code.js";
import { readSettings } from "./main/settings.js";
import { replayCommand, type Plan } from "./plan.js";

/** What a shell makes of the words before `make`. */
function environmentOf(command: string): Record<string, string> {
  const words = command.matchAll(/([A-Z]+)=(?:'([^']*)'|(\S+))/g);
  return Object.fromEntries(Array.from(words, ([, name = "", quoted, plain = ""]) => [name, quoted ?? plain]));
}

test("the command that replays a plan asks for exactly this plan", () => {
  const plans: Plan[] = [
    { seed: 7, seconds: 60, knobs: {}, strikes: undefined },
    { seed: 2 ** 40, seconds: 5, knobs: { clients: 1, preVote: false }, strikes: [] },
    { seed: 0, seconds: 1, knobs: {}, strikes: [0, 17, 4] },
  ];
  for (const plan of plans) {
    const settings = readSettings(environmentOf(replayCommand(plan)));
    assert.deepEqual(settings, { mode: "one", plan, trace: true, shrink: false });
  }
});

test("the environment chooses what runs", () => {
  const plan = { seconds: 60, knobs: {}, strikes: undefined };
  assert.deepEqual(readSettings({}), { mode: "many", plan, first: 1, seeds: 200 });
  assert.deepEqual(readSettings({ SEEDS: "5", FIRST: "9", SECONDS: "2" }), {
    mode: "many",
    plan: { ...plan, seconds: 2 },
    first: 9,
    seeds: 5,
  });
  assert.deepEqual(readSettings({ LONG: "1" }), { mode: "long", plan, first: undefined });
  assert.throws(() => readSettings({ SEED: "x" }), /SEED=x is not a whole number/);
});

test("failures of safety, of liveness and crashes end with codes of their own, and the gravest decides", () => {
  assert.equal(exitCode([]), 0);
  assert.equal(exitCode([undefined]), 0);
  assert.equal(exitCode(["safety"]), 10);
  assert.equal(exitCode(["liveness", undefined]), 11);
  assert.equal(exitCode(["crash"]), 12);
  assert.equal(exitCode(["crash", "liveness", "safety", "liveness"]), 10);
  assert.equal(exitCode(["crash", undefined, "liveness"]), 11);
});
