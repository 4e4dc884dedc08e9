import assert from "node:assert/strict";
import { test } from "node:test";
import type { Done } from "@keyval/storage";
import { Introductions, type Outsider } from "./introductions.js";
import type { Hello } from "./peers.js";
import { DONE, NO_SPACE, ScriptedClock } from "./world.test-helper.js";

function setUp(configured: Readonly<Record<string, string>> = {}): {
  readonly known: Map<string, string>;
  readonly pins: Done[];
  readonly admit: (member: string, incarnation: string, cluster?: string) => void;
  readonly answers: string[];
} {
  const [known, pins, answers, clock] = [new Map<string, string>(), [] as Done[], [] as string[], new ScriptedClock()];
  const own = { cluster: "c", member: "m1", incarnation: "one" };
  const pin = (member: string, incarnation: string, done: Done): void => {
    pins.push((outcome) => {
      if (outcome.error === undefined) known.set(member, incarnation);
      done(outcome);
    });
  };
  const introductions = new Introductions(
    own,
    { known, pin },
    (member) => configured[member],
    (run) => clock.endOfTurn(run),
  );
  const admit = (member: string, incarnation: string, cluster = "c"): void => {
    introductions.admit({ cluster, member, incarnation }, (refusal) =>
      answers.push(`${incarnation}: ${refusal ?? "welcome"}`),
    );
    clock.turns();
  };
  return { known, pins, admit, answers };
}

test("nobody is admitted before the first incarnation is durable, on whichever connection", () => {
  const { admit, pins, answers } = setUp();
  admit("m2", "a");
  admit("m2", "a");
  admit("m2", "b");
  assert.deepEqual([answers, pins.length], [["b: wrongIncarnation"], 1]);
  pins[0]?.(DONE);
  assert.deepEqual(answers, ["b: wrongIncarnation", "a: welcome", "a: welcome"]);
  admit("m2", "b");
  admit("m2", "a");
  assert.deepEqual(answers.slice(3), ["b: wrongIncarnation", "a: welcome"]);
});

test("a pin that could not be written admits nobody", () => {
  const { admit, pins, answers } = setUp();
  admit("m2", "a");
  pins[0]?.(NO_SPACE);
  admit("m2", "a");
  assert.deepEqual([answers, pins.length], [["a: diskFailed"], 2]);
});

test("the configuration knows better than what was met first", () => {
  const { admit, known, answers } = setUp({ m2: "b" });
  known.set("m2", "a");
  admit("m2", "a");
  admit("m2", "b");
  admit("m2", "b", "other");
  assert.deepEqual(answers, ["a: wrongIncarnation", "b: welcome", "b: wrongCluster"]);
});

test("nobody is admitted who was removed or never added, whatever incarnation was met before", () => {
  const [answers, clock] = [[] as string[], new ScriptedClock()];
  const known = new Map([["m2", "a"]]);
  const outsiders: Readonly<Record<string, Outsider>> = { m2: "removed", m3: "unknownMember" };
  const introductions = new Introductions(
    { cluster: "c", member: "m1", incarnation: "one" },
    { known, pin: () => assert.fail("a stranger is not written down") },
    () => undefined,
    (run) => clock.endOfTurn(run),
    (member) => outsiders[member],
  );
  const hello = (member: string, cluster = "c"): Hello => ({ cluster, member, incarnation: "a" });
  for (const caller of [hello("m2"), hello("m3"), hello("m3", "another")])
    introductions.admit(caller, (refusal) => answers.push(refusal ?? "welcome"));
  clock.turns();
  assert.deepEqual(answers, ["removed", "unknownMember", "wrongCluster"]);
  assert.deepEqual(
    [hello("m2"), hello("m4"), hello("m4", "another")].map((caller) => introductions.isWelcome(caller)),
    [false, true, false],
  );
});
