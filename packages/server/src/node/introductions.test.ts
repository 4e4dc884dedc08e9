import assert from "node:assert/strict";
import { test } from "node:test";
import type { Done } from "@keyval/storage";
import { Introductions } from "./introductions.js";
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
