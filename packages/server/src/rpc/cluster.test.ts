import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErrorName } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Served } from "./served.js";
import { ClusterHandlers } from "./cluster.js";
import { ANYBODY, ServedWorld } from "./served-world.test-helper.js";

const LEARNER = 7;

describe("ClusterHandlers", () => {
  it("waits for a leader before it asks how far a learner is", () => {
    const { promoted, answers, lead } = scene();
    assert.deepEqual(answers, [], "nobody leads yet");
    lead(undefined);
    assert.deepEqual(promoted, [LEARNER]);
    assert.deepEqual(answers, ["learnerNotReady"]);
  });

  it("does not ask who could not know", () => {
    const { promoted, answers, lead } = scene();
    lead("timeout");
    assert.deepEqual(promoted, []);
    assert.deepEqual(answers, ["timeout"]);
  });
});

/** A learner that is not in sync is to be promoted, and nobody leads until the test says so. */
function scene(): { promoted: unknown[]; answers: unknown[]; lead: (error: ErrorName | undefined) => void } {
  const promoted: unknown[] = [];
  const answers: unknown[] = [];
  const waiting: ((error: ErrorName | undefined) => void)[] = [];
  const submissions = { confirm: (done: (error: ErrorName | undefined) => void) => waiting.push(done) };
  const { served } = new ServedWorld();
  const handlers = new ClusterHandlers({
    served: { ...served, submissions } as unknown as Served,
    connections: { own: 1, connectedMs: () => undefined },
    isStrict: true,
    freshMemberId: () => 1,
    isInSync: (learner, done) => {
      promoted.push(learner);
      done(false);
    },
  });
  handlers.memberPromote({ ID: LEARNER }, new Uint8Array(0), ANYBODY, (answer) => {
    answers.push(answer instanceof Refusal ? answer.error : answer);
  });
  const lead = (error: ErrorName | undefined): void => {
    for (const done of waiting.splice(0)) done(error);
  };
  return { promoted, answers, lead };
}
