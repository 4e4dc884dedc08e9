import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changed, leftJoint } from "./change.js";
import { isJoint, type Configuration } from "./configuration.js";
import type { Change } from "./input.js";
import { REPLICAS_MAX } from "./limits.js";
import { REFUSALS, type Refusal } from "./refusal.js";
import { configurationOf, hostOf, votersOf } from "./testing/index.js";

const addVoter = (id: number): Change => ({ kind: "addVoter", host: hostOf(id) });
const addLearner = (id: number): Change => ({ kind: "addLearner", host: hostOf(id) });
const promote = (id: number): Change => ({ kind: "promote", id });
const demote = (id: number): Change => ({ kind: "demote", id });
const remove = (id: number): Change => ({ kind: "remove", id });
const setLease = (lease: number): Change => ({ kind: "setLease", lease });

function taken(current: Configuration, ...changes: readonly Change[]): Configuration {
  const result = changed(current, changes);
  assert.ok(typeof result !== "string", `refused: ${JSON.stringify(result)}`);
  return result;
}

const three = configurationOf({ voters: [1, 2, 3], learners: [4, 5], lastId: 7, lease: 100 });

describe("changes in one step (thesis §4.1): one voter more or less", () => {
  it("addVoter", () => {
    const next = taken(three, addVoter(8));
    assert.deepEqual(next, { ...configurationOf({ voters: [1, 2, 3, 8], learners: [4, 5] }), lastId: 8, lease: 100 });
  });

  it("promote", () => {
    assert.deepEqual(taken(three, promote(5)), { ...three, voters: [1, 2, 3, 5], learners: [4] });
  });

  it("demote", () => {
    assert.deepEqual(taken(three, demote(2)), { ...three, voters: [1, 3], learners: [2, 4, 5] });
  });

  it("remove, with its host", () => {
    const next = taken(three, remove(2));
    assert.deepEqual(next.voters, [1, 3]);
    assert.deepEqual(
      next.hosts.map(({ id }) => id),
      [1, 3, 4, 5],
    );
  });

  it("as many learners as one likes, and a lease", () => {
    const next = taken(three, addLearner(8), addLearner(9), remove(4), setLease(0));
    assert.ok(!isJoint(next));
    assert.deepEqual([next.learners, next.lease, next.lastId], [[5, 8, 9], 0, 9]);
  });

  it("never gives an id out again, not even after a removal", () => {
    assert.equal(taken(three, remove(5)).lastId, 7);
  });
});

describe("changes of several voters go through a joint configuration (§6 of the paper)", () => {
  it("the old voters stay until it is left", () => {
    const joint = taken(three, remove(1), promote(4));
    assert.deepEqual([joint.voters, joint.outgoing, joint.learners], [[2, 3, 4], [1, 2, 3], [5]]);
    assert.deepEqual(
      joint.hosts.map(({ id }) => id),
      [1, 2, 3, 4, 5],
    );
    const left = leftJoint(joint);
    assert.deepEqual([left.voters, left.outgoing, left.learners], [[2, 3, 4], [], [5]]);
    assert.deepEqual(
      left.hosts.map(({ id }) => id),
      [2, 3, 4, 5],
    );
  });

  it("a voter that becomes a learner goes on to vote in the old half", () => {
    const joint = taken(three, demote(1), promote(4));
    assert.deepEqual([joint.learners, joint.learnersNext], [[5], [1]]);
    const left = leftJoint(joint);
    assert.deepEqual([left.learners, left.learnersNext], [[1, 5], []]);
    assert.ok(left.hosts.some(({ id }) => id === 1));
  });
});

describe("changes that are refused", () => {
  const sixtyFour = Array.from({ length: REPLICAS_MAX }, (_, position) => position + 1);
  const refused: readonly (readonly [string, Configuration, readonly Change[], Refusal])[] = [
    ["nothing at all", three, [], "emptyChange"],
    ["an id that was used before", three, [addVoter(7)], "replicaIdUsed"],
    ["the same id twice", three, [addLearner(8), addLearner(8)], "replicaIdUsed"],
    ["an id that is no whole number", three, [addLearner(8.5)], "replicaIdUsed"],
    ["promote a stranger", three, [promote(9)], "noSuchReplica"],
    ["promote a voter", three, [promote(2)], "notALearner"],
    ["demote a learner", three, [demote(4)], "notAVoter"],
    ["demote a stranger", three, [demote(9)], "noSuchReplica"],
    ["remove a stranger", three, [remove(9)], "noSuchReplica"],
    ["remove the last voter", votersOf(1), [remove(1)], "noVoterLeft"],
    ["one replica too many", votersOf(...sixtyFour), [addLearner(65)], "tooManyReplicas"],
    [
      "two halves that are too many together",
      votersOf(...sixtyFour),
      [remove(1), remove(2), addVoter(65), addVoter(66)],
      "tooManyReplicas",
    ],
  ];
  for (const [what, current, changes, refusal] of refused) {
    it(what, () => {
      assert.equal(changed(current, changes), refusal);
      assert.match(REFUSALS[refusal], /^[a-z].*[^.]$/);
    });
  }

  it("a full group can still replace a voter by way of a learner, one step at a time", () => {
    const smaller = taken(votersOf(...sixtyFour), remove(1));
    assert.equal(taken(smaller, addLearner(65)).lastId, 65);
  });
});
